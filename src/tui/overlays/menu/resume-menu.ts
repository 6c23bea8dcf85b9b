import type { RunRow } from '#app';
import type { Target } from '../demand.ts';
import { type Menu, type MenuItem, openMenu } from './menu.ts';

/** How a run can go on; one that is at work can be told something, or given more money. @param row What is known of it. */
export function resumeMenu(target: Target, row: RunRow | undefined): Menu {
  const { runId } = target;
  const stands = row === undefined || row.resumable || ENDED.has(row.status);
  return openMenu(`resume ${runId}`, stands ? standingItems(target, row) : drivenItems(target, row));
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'error', 'cancelled', 'interrupted', 'lost']);

function standingItems(target: Target, row: RunRow | undefined): MenuItem[] {
  const { runId } = target;
  return [
    {
      key: 'r',
      label: 'go on',
      about: 'from the last step; nothing is paid twice',
      ...(row?.status === 'completed' && { off: 'it has completed: give it a message to go on' }),
      demand: { kind: 'resume', runId, request: {} },
    },
    {
      key: 'm',
      label: 'with a message',
      about: 'something new to do, or to know',
      demand: { kind: 'openPrompt', purpose: 'resumeMessage', target },
    },
    {
      key: 'b',
      label: 'with a new ceiling',
      about: 'more money, recorded as your decision',
      demand: { kind: 'openPrompt', purpose: 'resumeBudget', target },
    },
  ];
}

function drivenItems(target: Target, { status }: RunRow): MenuItem[] {
  const { runId } = target;
  return [
    {
      key: 'r',
      label: 'go on',
      about: 'let it continue where it was paused',
      ...(status !== 'paused' && { off: `it is at work (${status}): nothing has to be resumed` }),
      demand: { kind: 'steer', runId, wish: { kind: 'unpause' } },
    },
    {
      key: 'm',
      label: 'tell it something',
      about: 'its root reads it at its next turn',
      demand: { kind: 'openPrompt', purpose: 'message', target: { runId } },
    },
    {
      key: 'b',
      label: 'raise its ceiling',
      about: 'more money, recorded as your decision',
      demand: { kind: 'openPrompt', purpose: 'raiseBudget', target },
    },
  ];
}
