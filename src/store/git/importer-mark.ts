import { join } from 'node:path';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readJsonIfWhole } from '../disk/read-file.ts';
import { endGroup } from '../lease/end-process.ts';
import { isProcessMark, markProcess } from '../lease/process-mark.ts';

/** Where the lease of a run lies, and beside it what only its holder writes. */
export function leaseFolder(gitDir: string, runId: string): string {
  return join(gitDir, 'rye-leases', runId);
}

function markFile(gitDir: string, runId: string): string {
  return join(leaseFolder(gitDir, runId), 'importer');
}

/** Notes which git writes the run's branch, so that whoever takes the run over can end it first. */
export function noteImporter(gitDir: string, runId: string, pid: number): void {
  const mark = markProcess(pid);
  if (mark) replaceFile(markFile(gitDir, runId), JSON.stringify(mark), { durable: false });
}

export function forgetImporter(gitDir: string, runId: string): void {
  removeFile(markFile(gitDir, runId));
}

/**
 * Removes the lock of a run's branch, which a git that was killed leaves. Only once that git has been ended; and in our
 * own repository, whose ref format we chose.
 */
export function clearBranchLock(gitDir: string, runId: string): void {
  removeFile(join(gitDir, 'refs', 'heads', `${runId}.lock`));
}

/** Ends the git of a driver that died, so that it moves nothing any more. */
export async function endImporter(gitDir: string, runId: string): Promise<void> {
  const mark = readJsonIfWhole(markFile(gitDir, runId));
  if (isProcessMark(mark)) await endGroup(mark);
  forgetImporter(gitDir, runId);
}
