import type { RunRow } from '#app';
import type { Target } from '../demand.ts';
import { type Menu, openMenu } from './menu.ts';

/** How a run can go on. @param row What is known of it. */
export function resumeMenu(target: Target, row: RunRow | undefined): Menu {
  const { runId } = target;
  const atWork =
    row !== undefined && ['running', 'waiting', 'paused', 'created'].includes(row.status) && !row.resumable;
  const busy = atWork ? { off: 'it is at work: another process drives it' } : {};
  const ended = row?.status === 'completed' ? { off: 'it has completed: give it a message to go on' } : {};
  return openMenu(`resume ${runId}`, [
    {
      key: 'r',
      label: 'go on',
      about: 'from the last recorded step; nothing is paid twice',
      ...ended,
      ...busy,
      demand: { kind: 'resume', runId, request: {} },
    },
    {
      key: 'm',
      label: 'with a message',
      about: 'something new to do, or to know',
      ...busy,
      demand: { kind: 'openPrompt', purpose: 'resumeMessage', target },
    },
    {
      key: 'b',
      label: 'with a new ceiling',
      about: 'more money, recorded as your decision',
      ...busy,
      demand: { kind: 'openPrompt', purpose: 'resumeBudget', target },
    },
  ]);
}
