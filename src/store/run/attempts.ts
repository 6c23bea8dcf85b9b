import { statSync } from 'node:fs';
import { join } from 'node:path';
import { RyeError, sha256 } from '#protocol';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readJsonIfWhole } from '../disk/read-file.ts';
import { BlockedError } from '../errors.ts';
import { listSegments } from '../journal/read-journal.ts';
import { segmentPath } from '../journal/segments.ts';

/** After so many failed recoveries in a row a run is blocked. */
export const MOST_ATTEMPTS = 5;

/** What the record itself is to blame for. Anything else (git, the disk, another process) may be well the next time. */
const FAULTS_OF_RECORD: ReadonlySet<string> = new Set([
  'store/corrupt-journal',
  'store/diverged',
  'store/unknown-content',
]);

interface Attempts {
  count: number;
  reason: string;
  /** What the recovery started from; where that has changed, it is worth another try. */
  seen: string;
}

/**
 * Counts recoveries of a run that failed one after the other, because of what is recorded. One that was killed is not
 * counted: recovery may be killed any number of times. Nor is one that failed because of the machine.
 * @throws {BlockedError} the last five failed, and nothing has changed since.
 */
export async function countAttempts<T>(
  file: string,
  facts: { runId: string; events: string; head: string | undefined },
  recover: () => Promise<T>,
): Promise<T> {
  const before = readAttempts(file, facts);
  if (before && before.count >= MOST_ATTEMPTS) {
    throw new BlockedError({ runId: facts.runId, attempts: before.count, reason: before.reason });
  }
  try {
    const recovered = await recover();
    removeFile(file);
    return recovered;
  } catch (error) {
    if (!(error instanceof RyeError) || !FAULTS_OF_RECORD.has(error.code)) throw error;
    const reason = `${error.code}: ${error.message}`;
    const attempts: Attempts = { count: (before?.count ?? 0) + 1, reason, seen: fingerprint(facts) };
    replaceFile(file, JSON.stringify(attempts), { durable: false });
    throw error;
  }
}

function readAttempts(file: string, facts: Parameters<typeof fingerprint>[0]): Attempts | undefined {
  const found = readJsonIfWhole(file) as Partial<Attempts> | null | undefined;
  // Looked at only where there is something to compare it with: a long run has thousands of segments.
  if (typeof found?.count !== 'number' || found.seen !== fingerprint(facts)) return undefined;
  return { count: found.count, reason: String(found.reason), seen: found.seen };
}

function fingerprint({ events, head }: { events: string; head: string | undefined }): string {
  const segments = listSegments(events).map((segment) => {
    const { size, mtimeMs } = statSync(join(events, segmentPath(segment)));
    return `${segment}:${size}:${mtimeMs}`;
  });
  return sha256([head ?? '', ...segments].join('\n'));
}
