import { execFileSync } from 'node:child_process';

/** Whether a process group has a process that still runs; one that has ended and waits to be reaped is none. */
export function groupLives(groupId: number): boolean {
  const text = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' });
  return text.split('\n').some((line) => {
    const [group, state = 'Z'] = line.trim().split(/\s+/);
    return Number(group) === groupId && !state.startsWith('Z');
  });
}
