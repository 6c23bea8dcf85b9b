import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isMissing } from '../disk/durable-file.ts';

/** Names one process for good: a pid is used again, a pid with its start time, boot and host is not. */
export interface ProcessMark {
  pid: number;
  /** Opaque: clock ticks since boot on Linux, a date elsewhere. */
  startTime: string;
  host: string;
  bootId: string;
}

/** The mark of a living process; undefined where there is none, or only what is left of one. */
export function markProcess(pid: number): ProcessMark | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime, host: hostname(), bootId: bootId() };
}

/**
 * True while the process lives. One of another host counts as alive: there is no way to ask it.
 */
export function isAlive(mark: ProcessMark): boolean {
  if (mark.host !== hostname()) return true;
  return mark.bootId === bootId() && startTimeOf(mark.pid) === mark.startTime;
}

/** True for a mark of this machine since it was started. */
export function isOfThisBoot(mark: ProcessMark): boolean {
  return mark.host === hostname() && mark.bootId === bootId();
}

export function isProcessMark(value: unknown): value is ProcessMark {
  const mark = value as Partial<ProcessMark> | null | undefined;
  return (
    typeof mark === 'object' &&
    mark !== null &&
    Number.isInteger(mark.pid) &&
    typeof mark.startTime === 'string' &&
    typeof mark.host === 'string' &&
    typeof mark.bootId === 'string'
  );
}

function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** proc(5): field 3 of `/proc/<pid>/stat` is the state, 22 the start time; the name in field 2 may hold anything. */
function startTimeFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, and only waits for its parent to notice.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    throw error;
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
  } catch (error) {
    // ps exits with 1 where no process has the pid.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}

let knownBootId: string | undefined;

function bootId(): string {
  knownBootId ??=
    process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim();
  return knownBootId;
}
