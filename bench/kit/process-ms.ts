import { readFileSync } from 'node:fs';

/** Clock ticks a second, as the kernel tells of them (sysconf(3), _SC_CLK_TCK): 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** Processor time of a process with all its threads, in ms; of Linux only. */
export function processMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field may hold blanks; from the state on it is plain. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S;
}
