import type { ProjectFeed, RunFeed } from '#app';
import type { EventDraft, Question } from '#protocol';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { feedOf } from '../eight-threads.ts';

const ROOT = 'lead-1';

/** A run in which a child and a grandchild ask, each for one call, and a child stands at its limit of turns. */
export function askingRun(...more: EventDraft[]): RunFeed {
  return feedOf(logOf([...askingDrafts(), ...more]));
}

export function askingDrafts(): EventDraft[] {
  const child = (id: string, place: string, parent: string, limits = {}): EventDraft =>
    draftOf(
      'thread_created',
      { place, directive: id, parent, depth: place.split('/').length - 1, limits },
      { thread: id },
    );
  return [
    draftOf('run_started', { run_id: 'ask-aaaaaa', item: 'lead', root: ROOT }, { thread: ROOT }),
    draftOf('thread_created', { directive: 'lead', limits: { spend: 5 } }, { thread: ROOT }),
    draftOf('thread_started', {}, { thread: ROOT }),
    child('planner', 'root/planner', ROOT),
    child('fetcher', 'root/planner/fetcher', 'planner'),
    child('looker', 'root/looker', ROOT, { turns: 4 }),
    ...asks('a1', 'fetcher', {
      tool: 'rye/web/fetch',
      input: { url: 'https://docs.example.com/migrate', note: 'hid\u202eden' },
    }),
    ...asks('a2', 'planner', { tool: 'rye/bash', input: { command: 'git push origin main' } }),
    draftOf('limit_reached', { limit: 'turns', current: 4, max: 4 }, { thread: 'looker' }),
    draftOf('thread_paused', { by: 'rye', reason: 'limit of turns reached (4/4)' }, { thread: 'looker' }),
  ];
}

/** The events by which a thread asks. */
export function asks(
  approval: string,
  thread: string,
  action: { tool: string; input: { [name: string]: string } },
): EventDraft[] {
  const data = {
    approval,
    action,
    digest: `digest-${approval}`,
    risk: 'elevated',
    rule: 'network',
    why: 'I need it.',
    asked_by: ['root'],
  };
  return [
    draftOf('approval_requested', data, { thread, call_id: `c-${approval}` }),
    draftOf('thread_paused', { by: 'rye', reason: 'asks' }, { thread }),
  ];
}

/** A project in which another run asks as well, and began to before the open one. */
export function projectAsking(questions: readonly Question[] = [OTHER]): ProjectFeed {
  return {
    phase: 'ready',
    rows: ['ask-aaaaaa', 'old-bbbbbb'].map((run_id) => ({
      run_id,
      item: 'lead',
      status: 'running',
      cost_usd: 0.5,
      threads: 3,
      events: 40,
      resumable: false,
    })),
    questions,
  };
}

export const OTHER: Question = {
  kind: 'approval',
  runId: 'old-bbbbbb',
  id: 'a7',
  thread: 'reviewer',
  place: 'root/reviewer',
  at: '2026-01-01T00:00:00.000Z',
  action: { tool: 'rye/bash', input: { command: 'npm test -- --update-snapshots' } },
  digest: 'digest-a7',
  risk: 'unrestricted',
};
