import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from '../resolve-path.ts';

/** How long SIGKILL may take to be seen, in ms: a process in the kernel, or one that nobody reaps, can stay listed. */
const KILL_SEEN_MS = 250;
const POLL_MS = 20;

/**
 * Ends every process of a group: SIGTERM, then SIGKILL for what is left after the grace.
 * What moved to a session of its own is out of reach of a group.
 * @param graceMs Unit: ms.
 */
export async function endGroup(groupId: number, graceMs: number): Promise<void> {
  if (!signalGroup(groupId, 'SIGTERM')) return;
  if (await gone(groupId, graceMs)) return;
  signalGroup(groupId, 'SIGKILL');
  await gone(groupId, KILL_SEEN_MS);
}

async function gone(groupId: number, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += POLL_MS) {
    if (!(await lives(groupId))) return true;
    await sleep(POLL_MS);
  }
  return !(await lives(groupId));
}

/** Whether a group has a process that still runs; one that ended and waits to be reaped takes signals, and is none. */
async function lives(groupId: number): Promise<boolean> {
  if (!signalGroup(groupId, 0)) return false;
  if (process.platform !== 'linux') return true;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return states.some((stat) => {
    // pid (name) state parent group …; the name may hold anything, brackets too: proc_pid_stat(5).
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === groupId && state !== 'Z' && state !== 'X';
  });
}

/** @returns false where the group has no process that could be signalled. */
function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}
