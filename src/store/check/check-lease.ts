import { join } from 'node:path';
import { readJsonIfWhole } from '../disk/read-file.ts';
import { leaseFolder } from '../git/importer-mark.ts';
import { currentLease } from '../lease/lease.ts';
import { MOST_ATTEMPTS } from '../run/attempts.ts';
import type { Problem } from './problem.ts';

/** What lies beside the lease of a run: who has it, and how often its recovery failed. */
export function checkLease(gitDir: string, runId: string): Problem[] {
  const folder = leaseFolder(gitDir, runId);
  const problems: Problem[] = [];
  const lease = currentLease(folder);
  // No process has that number: it stands for a file that says nothing.
  if (lease?.pid === 0)
    problems.push({
      runId,
      code: 'run/lease-unreadable',
      severity: 'untidy',
      what: `lease ${lease.fence} says nothing; whoever drives the run next takes a higher one`,
      mends: true,
    });
  const attempts = (readJsonIfWhole(join(folder, 'attempts')) ?? {}) as { count?: number; reason?: string };
  if (attempts.count !== undefined && attempts.count >= MOST_ATTEMPTS)
    problems.push({
      runId,
      code: 'run/blocked',
      severity: 'damage',
      what: `after ${attempts.count} recoveries: ${attempts.reason}`,
      mends: true,
    });
  return problems;
}
