import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isMissing } from '../disk/durable-file.ts';
import { bootId, machineId, pidNamespace } from './this-machine.ts';

/** Names one process for good: a pid is used again, a pid with its start time and boot is not. */
export interface ProcessMark {
  pid: number;
  /** Opaque: clock ticks since boot on Linux, a date elsewhere. */
  startTime: string;
  /** For people: a hostname changes, and a container's is chance. */
  host: string;
  /** Names one start of one machine, whatever it is called: containers have that of the machine that runs them. */
  bootId: string;
  /** Stays over starts; absent where the machine has none, as most containers. */
  machineId?: string;
  /** Within which the pid means something; absent where there is no such thing. */
  pidNamespace?: string;
}

/** The mark of a living process; undefined where there is none, or only what is left of one. */
export function markProcess(pid: number): ProcessMark | undefined {
  const startTime = startTimeOf(pid);
  if (startTime === undefined) return undefined;
  const machine = machineId();
  const namespace = pidNamespace();
  return {
    pid,
    startTime,
    host: hostname(),
    bootId: bootId(),
    ...(machine !== undefined && { machineId: machine }),
    ...(namespace !== undefined && { pidNamespace: namespace }),
  };
}

/**
 * True while the process lives. One of another machine, or of another pid namespace of this one (another container),
 * counts as alive: there is no way to ask it.
 */
export function isAlive(mark: ProcessMark): boolean {
  if (mark.bootId !== bootId()) return !isOfThisMachine(mark);
  return !isOfThisBoot(mark) || startTimeOf(mark.pid) === mark.startTime;
}

/** True for a mark whose pid names the same process here: of this start of this machine, and of this pid namespace. */
export function isOfThisBoot(mark: ProcessMark): boolean {
  if (mark.bootId !== bootId()) return false;
  const own = pidNamespace();
  return own === undefined || mark.pidNamespace === undefined || mark.pidNamespace === own;
}

/** Asked of a mark of another boot. Without an id on either side there is only the name to go by. */
function isOfThisMachine(mark: ProcessMark): boolean {
  const own = machineId();
  if (own === undefined || mark.machineId === undefined) return mark.host === hostname();
  return mark.machineId === own;
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
