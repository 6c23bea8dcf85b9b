import type { RunFeed } from '#app';
import { foldRun } from '#protocol';
import { draftOf, logOf } from '../../helpers/event-builder.ts';

/** A run with a root that runs a tool, a scout that asks its model, and a writer that has not begun. */
export function runFeed(): RunFeed {
  const root = 'survey-1-abcd';
  const [scout, writer] = ['scout-2-abcd', 'writer-3-abcd'];
  const child = (place: string, thread: string) =>
    draftOf('thread_created', { place: `root/${place}`, directive: place, parent: root, depth: 1 }, { thread });
  const content = [{ type: 'tool_use', id: 'c1', name: 'rye_bash', input: { command: 'ls' } } as const];
  const events = logOf([
    draftOf('run_started', { run_id: 'survey-aaaaaa', item: 'survey', root }, { thread: root }),
    draftOf('thread_created', { limits: { spend: 1 } }, { thread: root }),
    draftOf('thread_started', {}, { thread: root }),
    draftOf('model_call_started', {}, { thread: root, turn: 1, call_id: 'm1' }),
    draftOf(
      'model_call_completed',
      { content, stop_reason: 'tool_use', cost_usd: 0.25 },
      { thread: root, turn: 1, call_id: 'm1' },
    ),
    draftOf('tool_call_started', { tool: 'rye/bash', effect: 'once' }, { thread: root, turn: 1, call_id: 'c1' }),
    child('scout', scout),
    child('writer', writer),
    draftOf('thread_started', {}, { thread: scout }),
    draftOf('model_call_started', { reserved_usd: 0.1 }, { thread: scout, turn: 1, call_id: 'm2' }),
  ]);
  return { runId: 'survey-aaaaaa', phase: 'ready', state: foldRun(events), events, live: new Map() };
}
