import fc from 'fast-check';
import {
  applyEvent,
  createRunState,
  type Event,
  type EventDraft,
  isFinal,
  type RunState,
  remainingOf,
  type ThreadState,
  toUsd,
} from '#protocol';
import { childOf, draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

/** One move of a tree of threads; the numbers pick among what is possible at that moment. */
interface Move {
  kind: 'spawn' | 'reserve' | 'settle' | 'lose' | 'end' | 'resume';
  who: number;
  /** Of what could be asked for at most: 0 to 1. */
  share: number;
  explicit: boolean;
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom('spawn', 'spawn', 'reserve', 'reserve', 'reserve', 'settle', 'settle', 'lose', 'end', 'resume'),
  who: fc.nat(1000),
  share: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
  explicit: fc.boolean(),
});

/**
 * Logs of trees of threads that reserve, settle, spawn, end and go on in any order. Like the runtime, they never
 * promise more than `remainingOf` allows; what the ledger makes of it is what is tested.
 */
export const anyLedgerLog: fc.Arbitrary<Event[]> = fc
  .tuple(fc.constantFrom(0.001, 1, 7.77), fc.array(anyMove, { minLength: 1, maxLength: 60 }))
  .map(([limit, moves]) => playMoves(limit, moves));

function playMoves(limit: number, moves: Move[]): Event[] {
  const state = createRunState();
  const log: Event[] = [];
  const add = (...drafts: EventDraft[]): void => {
    for (const event of logOf(drafts, log.length + 1)) {
      log.push(event);
      applyEvent(state, event);
    }
  };
  add(...runOf({ limits: { spend: limit } }));
  for (const move of moves) {
    const thread = pick(candidates(state, move.kind), move.who);
    if (thread) add(draftFor(state, thread, move));
  }
  return log;
}

function candidates(state: RunState, kind: Move['kind']): ThreadState[] {
  return [...state.threads.values()].filter((thread) => {
    if (kind === 'resume') return isFinal(thread.status);
    if (isFinal(thread.status)) return false;
    if (kind === 'settle' || kind === 'lose') return thread.openModelCall !== undefined;
    return kind === 'reserve' || kind === 'end' ? thread.openModelCall === undefined : true;
  });
}

function draftFor(state: RunState, thread: ThreadState, { kind, share, explicit }: Move): EventDraft {
  const frame = { thread: thread.id };
  const left = toUsd(Math.floor(Math.max(0, remainingOf(state, thread)) * share));
  const reserved = thread.openModelCall?.data.reserved_usd ?? 0;
  const part = toUsd(Math.floor(reserved * 1e9 * share));
  switch (kind) {
    case 'spawn':
      return childOf(thread.id, `t${state.threads.size}`, explicit ? left : undefined);
    case 'reserve':
      return draftOf('model_call_started', { reserved_usd: left }, frame);
    case 'settle':
      return draftOf('model_call_completed', { cost_usd: part }, frame);
    case 'lose':
      return draftOf('model_call_failed', { cost_usd: part, unsettled_usd: explicit ? reserved - part : 0 }, frame);
    case 'end':
      return draftOf(explicit ? 'thread_completed' : 'thread_failed', {}, frame);
    case 'resume':
      return draftOf('thread_resumed', {}, frame);
  }
}

function pick<T>(from: T[], index: number): T | undefined {
  return from[index % Math.max(1, from.length)];
}
