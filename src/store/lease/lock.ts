import { setTimeout as delay } from 'node:timers/promises';
import { type Lease, leftUnfinished, releaseLease, takeLease } from './lease.ts';

const POLL_MS = 5;

/** Runs `work` while this process alone holds the lock, however long others hold it before. */
export async function withLock<T>(
  folder: string,
  since: string,
  /** @param afterCrash Whoever held it last died with it: what that one left half done is this one's to clear. */
  work: (afterCrash: boolean) => Promise<T>,
): Promise<T> {
  const { lease, previous } = await waitForLease(folder, since);
  try {
    return await work(leftUnfinished(previous));
  } finally {
    releaseLease(folder, lease);
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

async function waitForLease(folder: string, since: string): Promise<{ lease: Lease; previous?: Lease }> {
  for (;;) {
    const taken = takeLease(folder, { since });
    if (taken.taken) return taken;
    await delay(POLL_MS);
  }
}
