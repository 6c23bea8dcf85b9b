import { readFileSync } from 'node:fs';

/** What gives a terminal back, in the order of the cockpit's second acceptance check. */
export const RESETS = ['?1049l', '?25h', '?2004l', '?1000l', '?1006l', '?1004l'].map((mode) => `\u001b[${mode}`);

/** For each of those pairs (on and off), the one that comes last in a stream. */
export function lastOfEachPair(raw: string): string[] {
  return RESETS.map((reset) => {
    const other = `${reset.slice(0, -1)}${reset.endsWith('h') ? 'l' : 'h'}`;
    return raw.lastIndexOf(reset) > raw.lastIndexOf(other) ? reset : other;
  });
}

/** The letter by which Linux names a process's state: R running, S sleeping, T stopped. @see Source: proc(5) */
export function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
}

/** Whether a stream holds "erase in display" (CSI J), in any of its forms. */
export function erasesDisplay(raw: string): boolean {
  return raw
    .split('\u001b[')
    .slice(1)
    .some((rest) => /^[0-3]?J/.test(rest));
}
