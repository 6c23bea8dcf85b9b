import { setTimeout as delay } from 'node:timers/promises';
import { hasErrno } from '../disk/durable-file.ts';
import { isOfThisBoot, markProcess, type ProcessMark } from './process-mark.ts';

const POLL_MS = 5;
const PATIENCE_MS = 5_000;

/**
 * Ends the process group that a process led, and waits until it is gone.
 * @returns whether anything had to be ended.
 */
export async function endGroup(mark: ProcessMark): Promise<boolean> {
  if (!isOfThisBoot(mark) || mark.pid <= 1 || mark.pid === process.pid) return false;
  const leader = markProcess(mark.pid);
  // The pid belongs to another process by now, and so does the group.
  if (leader !== undefined && leader.startTime !== mark.startTime) return false;
  if (!signal(-mark.pid, 'SIGKILL')) return false;
  for (let waitedMs = 0; waitedMs < PATIENCE_MS && signal(-mark.pid, 0) && !isZombie(mark.pid); waitedMs += POLL_MS) {
    await delay(POLL_MS);
  }
  return true;
}

/** A leader that has ended and is not waited for keeps its group in sight, though nothing runs in it. */
function isZombie(pid: number): boolean {
  return markProcess(pid) === undefined;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ESRCH') || hasErrno(error, 'EPERM')) return false;
    throw error;
  }
}
