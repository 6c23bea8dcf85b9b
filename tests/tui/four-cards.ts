import type { RunFeed } from '#app';
import { type BoardRules, type Event, type EventDraft, isoTime } from '#protocol';
import type { Model } from '../../src/tui/model/model.ts';
import { update } from '../../src/tui/model/update.ts';
import { draftOf } from '../helpers/event-builder.ts';
import { feedOf, NOW_MS } from './eight-threads.ts';
import { afterKeys, modelOf } from './model-builder.ts';

export const RULES: BoardRules = {
  columns: ['PLAN', 'BUILD', 'REVIEW', 'SHIP'],
  gates: { REVIEW: { command: 'npm test', timeout_seconds: 60 }, SHIP: { approval: true } },
};

const WORKERS = [
  { id: 'planner', turns: 5, most: 15, usd: 0.71, card: 'SDK migration' },
  { id: 'builder-2', turns: 9, most: 20, usd: 0.44, card: 'update titles' },
  { id: 'reviewer', turns: 3, most: 8, usd: 0.12, card: 'gray pills' },
  { id: 'shipper', turns: 4, most: 10, usd: 0.09, card: 'fix 404' },
] as const;

/** The board that the design draws: four threads with a card each, in four columns; the tests of one are red. */
export function fourCards(more: readonly EventDraft[] = []): RunFeed {
  return feedOf(eventsOfDrafts([...drafts(), ...more]), { head: 'a81c2e4000000000000000000000000000000000' });
}

function drafts(): EventDraft[] {
  const run = draftOf('run_started', { run_id: 'r-7f3a', item: 'team', root: 'team', inputs: {} }, { thread: 'team' });
  const root = { place: 'root', directive: 'team', model: 'sonnet', limits: { spend: 5 } };
  return [
    run,
    draftOf('thread_created', root, { thread: 'team' }),
    draftOf('thread_started', {}, { thread: 'team' }),
    ...WORKERS.flatMap(({ id, turns, most, usd }) => worker(id, { turns, most, usd })),
    ...WORKERS.flatMap(({ id, card }, nth) => cardOf(`c${nth + 1}`, id, card, nth)),
    draftOf(
      'gate_failed',
      { card: 'c2', gate: 'REVIEW', detail: 'npm test ended with 1\n12 of 41 pass' },
      { thread: 'builder-2' },
    ),
    draftOf('thread_completed', {}, { thread: 'shipper' }),
    draftOf(
      'approval_requested',
      { approval: 'a1', action: { tool: 'rye/bash', input: { command: 'ls' } }, asked_by: ['reviewer'] },
      { thread: 'reviewer', call_id: 't1' },
    ),
  ];
}

function worker(id: string, { turns, most, usd }: { turns: number; most: number; usd: number }): EventDraft[] {
  const limits = { turns: most, ...(id === 'builder-2' && { spend: 1.5 }) };
  const created = { place: `root/${id}`, directive: id, model: 'sonnet', limits, depth: 1, parent: 'team' };
  return [
    draftOf('thread_created', created, { thread: id }),
    draftOf('thread_started', {}, { thread: id }),
    ...Array.from({ length: turns }, (_, nth) => {
      const frame = { thread: id, turn: nth + 1, call_id: `${id}-m${nth + 1}` };
      const usage = { input_tokens: 1000, output_tokens: 10, cache_read_tokens: 0, cache_write_tokens: 0 };
      return [
        draftOf('model_call_started', { reserved_usd: 0 }, frame),
        draftOf('model_call_completed', { usage, cost_usd: nth === 0 ? usd : 0 }, frame),
      ];
    }).flat(),
  ];
}

/** A card that its thread has moved so many columns on. */
function cardOf(card: string, thread: string, title: string, columns: number): EventDraft[] {
  const artifacts = card === 'c2' ? ['plan.md'] : [];
  return [
    draftOf('card_created', { card, title, column: 'PLAN', artifacts }, { thread }),
    ...RULES.columns
      .slice(1, columns + 1)
      .flatMap((to, nth) => [
        ...(RULES.gates[to]
          ? [
              draftOf(
                'gate_passed',
                { card, gate: to, detail: to === 'REVIEW' ? 'npm test ended with 0' : 'ann said so' },
                { thread },
              ),
            ]
          : []),
        draftOf('card_moved', { card, from: RULES.columns[nth] ?? '', to }, { thread }),
      ]),
  ];
}

function eventsOfDrafts(all: readonly EventDraft[]): Event[] {
  const beganMs = NOW_MS - all.length * 1_000;
  return all.map((draft, index) => ({ v: 1, seq: index + 1, at: isoTime(beganMs + index * 1_000), ...draft }) as Event);
}

/** A cockpit that shows the board of a run. */
export function boardOf(
  feed: RunFeed = fourCards(),
  size: { columns?: number; rows?: number; ascii?: boolean } = {},
): Model {
  const model = afterKeys(modelOf({ run: feed, ...size }), '3');
  return update(model, { type: 'board', rules: RULES }).model;
}

/** Many cards in the first column. */
export function manyCards(count: number): RunFeed {
  const [run, root, start] = drafts();
  const made = Array.from({ length: count }, (_, nth) =>
    draftOf(
      'card_created',
      { card: `c${nth + 1}`, title: `task ${nth + 1}`, column: 'PLAN', artifacts: [] },
      { thread: 'team' },
    ),
  );
  return feedOf(eventsOfDrafts([run!, root!, start!, ...made]));
}
