import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { namesIn } from '../disk/read-file.ts';
import { LockedError } from '../errors.ts';
import { currentLease, isHeld, leaseFile } from './lease.ts';
import { withLock } from './lock.ts';

const POLL_MS = 20;
/** A whole repack of a large state takes minutes. */
const PATIENCE_MS = 10 * 60_000;

/** The lock under which objects may go that no ref holds. */
function collectLock(gitDir: string): string {
  return join(gitDir, 'rye-locks', 'collect');
}

/** The runs that living processes hold. */
export function heldRuns(gitDir: string): string[] {
  const leases = join(gitDir, 'rye-leases');
  return namesIn(leases).filter((runId) => isHeld(currentLease(join(leases, runId))));
}

/**
 * Runs `work` while nothing is added that a collector could take for garbage: objects come before the ref that holds
 * them. Whoever writes takes a lease first and then looks for a collector; a collector takes its lock first and then
 * looks for leases. So one of two always sees the other.
 * @param work Told the runs that are held: while there are any, nothing may be dropped.
 */
export function whileCollecting<T>(
  gitDir: string,
  since: string,
  work: (held: readonly string[]) => Promise<T>,
): Promise<T> {
  return withLock({ folder: collectLock(gitDir), since, patienceMs: PATIENCE_MS }, () => work(heldRuns(gitDir)));
}

/** For whoever has just taken a lease: waits until no collector is at work. @throws {LockedError} */
export async function whenNotCollecting(gitDir: string): Promise<void> {
  const folder = collectLock(gitDir);
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const lease = currentLease(folder);
    if (!isHeld(lease)) return;
    if (waitedMs >= PATIENCE_MS) {
      const { pid, host, since, fence } = lease;
      throw new LockedError({ lock: 'collect', pid, host, since, file: leaseFile(folder, fence) });
    }
    await delay(POLL_MS);
  }
}
