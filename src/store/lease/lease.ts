import { linkSync } from 'node:fs';
import { join } from 'node:path';
import {
  hasErrno,
  makeFolder,
  removeFile,
  replaceFile,
  syncFolder,
  TEMP_PREFIX,
  tempBeside,
} from '../disk/durable-file.ts';
import { namesIn, readJsonIfWhole } from '../disk/read-file.ts';
import { isAlive, isProcessMark, markProcess, type ProcessMark } from './process-mark.ts';

/** What a lease file says. */
export interface Lease extends ProcessMark {
  fence: number;
  /** ISO 8601. */
  since: string;
  /** The folder of the journal that its holder writes; while it recovers, still that of the holder before. */
  journal?: string;
  released?: boolean;
  /** Given back with work left undone: to be recovered as if its holder had died. */
  unfinished?: boolean;
}

export type Taken =
  | { taken: true; lease: Lease; previous?: Lease }
  /** A live process has it. */
  | { taken: false; holder: Lease };

/**
 * Takes a lease: a folder with one file a fence, `<fence>.json`, of which the highest is the one that counts.
 *
 * A new file is linked into place, and only one process can link a name: that is the compare-and-swap. The highest
 * file is never removed, so a fence is never used twice. Where the journal lies is taken over from the holder before,
 * until {@link claimJournal}.
 * @param facts.above A fence that was used elsewhere: this one's is higher.
 */
export function takeLease(folder: string, facts: { since: string; above?: number }): Taken {
  const { since, above = 0 } = facts;
  const self = markProcess(process.pid);
  if (!self) throw new Error('this process has no start time');
  makeFolder(folder);
  for (;;) {
    const previous = currentLease(folder);
    if (previous && !previous.released && isAlive(previous)) return { taken: false, holder: previous };
    const lease: Lease = {
      ...self,
      since,
      fence: Math.max(previous?.fence ?? highestFence(folder), above) + 1,
      ...(previous?.journal !== undefined && { journal: previous.journal }),
    };
    if (linkNew(leaseFile(folder, lease.fence), lease)) {
      // Whoever judged by an old listing may have linked a fence that was passed meanwhile; the highest one wins.
      if (highestFence(folder) === lease.fence) {
        removeOlder(folder, lease.fence);
        return { taken: true, lease, ...(previous && { previous }) };
      }
      removeFile(leaseFile(folder, lease.fence));
    }
  }
}

/** Says in a held lease that its holder's own journal is the one that counts: everything before it is in there. */
export function claimJournal(folder: string, lease: Lease, journal: string): Lease {
  if (lease.journal === journal) return lease;
  const claimed = { ...lease, journal };
  replaceFile(leaseFile(folder, lease.fence), toText(claimed), { durable: true });
  return claimed;
}

/** Gives a lease back. Its file stays, marked, so that the next fence is a higher one. */
export function releaseLease(folder: string, lease: Lease, options: { unfinished?: boolean } = {}): void {
  if (highestFence(folder) !== lease.fence) return;
  const released = { ...lease, released: true, ...(options.unfinished && { unfinished: true }) };
  replaceFile(leaseFile(folder, lease.fence), toText(released), { durable: true });
}

/** True where whoever held the lease before did not come to its end. */
export function leftUnfinished(previous: Lease | undefined): boolean {
  return previous !== undefined && (!previous.released || previous.unfinished === true);
}

/** The lease that counts, held or released. */
export function currentLease(folder: string): Lease | undefined {
  for (;;) {
    const fence = highestFence(folder);
    if (fence === 0) return undefined;
    const found = readJsonIfWhole(leaseFile(folder, fence));
    if (isProcessMark(found)) return { ...(found as Lease), fence };
    // Gone since it was listed: a newer one is there. Still there and not readable: power was lost while it was
    // made, and so was its holder.
    if (highestFence(folder) === fence && namesIn(folder).includes(`${fence}.json`)) {
      return { pid: 0, startTime: '', host: '', bootId: '', since: '', fence, released: true, unfinished: true };
    }
  }
}

/** True where the lease is held by a process that lives. */
export function isHeld(lease: Lease | undefined): lease is Lease {
  return lease !== undefined && !lease.released && isAlive(lease);
}

/** The file of a lease. */
export function leaseFile(folder: string, fence: number): string {
  return join(folder, `${fence}.json`);
}

function fences(folder: string): number[] {
  return namesIn(folder).flatMap((name) => {
    const digits = /^(\d+)\.json$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
}

function highestFence(folder: string): number {
  return Math.max(0, ...fences(folder));
}

/** Puts a whole file at a name that must be free. @returns whether it was. */
function linkNew(file: string, lease: Lease): boolean {
  const temp = tempBeside(file);
  replaceFile(temp, toText(lease), { durable: true });
  try {
    linkSync(temp, file);
    syncFolder(join(file, '..'));
    return true;
  } catch (error) {
    // ENOENT: a process of another machine took the file in the making for a dead one's. It is made again.
    if (hasErrno(error, 'EEXIST') || hasErrno(error, 'ENOENT')) return false;
    throw error;
  } finally {
    removeFile(temp);
  }
}

function removeOlder(folder: string, fence: number): void {
  for (const older of fences(folder)) if (older < fence) removeFile(leaseFile(folder, older));
  const others = namesIn(folder).filter((name) => name.startsWith(TEMP_PREFIX));
  // A file in the making names its process; those of living ones are left to them.
  for (const name of others) {
    const pid = Number(/^\.rye-tmp-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && pid !== process.pid && markProcess(pid) === undefined) removeFile(join(folder, name));
  }
}

function toText(lease: Lease): string {
  return `${JSON.stringify(lease)}\n`;
}
