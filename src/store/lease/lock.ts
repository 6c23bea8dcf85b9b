import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LockedError } from '../errors.ts';
import { type Lease, leaseFile, leftUnfinished, releaseLease, takeLease } from './lease.ts';

const FIRST_POLL_MS = 5;
const LONGEST_POLL_MS = 100;
/** The longest that others are waited for. What is done under a lock takes well under a second. */
const PATIENCE_MS = 10_000;

/** A lock: the folder of its lease, whose name is the lock's. */
export interface LockPlace {
  folder: string;
  /** ISO 8601. */
  since: string;
  patienceMs?: number;
}

/** A lock, as what is done under it sees it. */
export interface HeldLock {
  /** Whoever held it last did not come to an end: what that one left half done is this one's to clear. */
  afterCrash: boolean;
  /** Lets the next one know that this one has not come to an end either. */
  leaveUnfinished: () => void;
}

/**
 * Runs `work` while this process alone holds the lock.
 * @throws {LockedError} a living process, or one that cannot be asked, keeps it past the deadline.
 */
export async function withLock<T>(place: LockPlace, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const { lease, previous } = await waitForLease(place);
  let unfinished = true;
  let left = false;
  const leaveUnfinished = (): void => {
    left = true;
  };
  try {
    const result = await work({ afterCrash: leftUnfinished(previous), leaveUnfinished });
    unfinished = left;
    return result;
  } finally {
    releaseLease(place.folder, lease, { unfinished });
  }
}

/** Runs `work` where the lock is free; else leaves it to whoever holds it. */
export async function tryWithLock(folder: string, since: string, work: () => Promise<void>): Promise<void> {
  const taken = takeLease(folder, { since });
  if (!taken.taken) return;
  try {
    await work();
  } finally {
    releaseLease(folder, taken.lease);
  }
}

async function waitForLease(place: LockPlace): Promise<{ lease: Lease; previous?: Lease }> {
  const { folder, since, patienceMs = PATIENCE_MS } = place;
  let pollMs = FIRST_POLL_MS;
  for (let waitedMs = 0; ; waitedMs += pollMs, pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    const taken = takeLease(folder, { since });
    if (taken.taken) return taken;
    const { pid, host, since: heldSince, fence } = taken.holder;
    if (waitedMs >= patienceMs) {
      throw new LockedError({ lock: basename(folder), pid, host, since: heldSince, file: leaseFile(folder, fence) });
    }
    await delay(pollMs);
  }
}
