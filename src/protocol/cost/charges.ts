import type { Event, Usage } from '../events/index.ts';
import { ownEvents } from '../fold/run-owners.ts';
import type { RunState } from '../fold/state.ts';
import { type NanoUsd, toNano } from '../money.ts';

/** A run whose money is looked at. */
export interface CostSide {
  runId: string;
  events: readonly Event[];
  /** Their fold. */
  state: RunState;
}

/** What one model call was charged, or would have been. */
export interface Charge {
  runId: string;
  /** Thread id. */
  thread: string;
  place: string;
  directive: string;
  model: string;
  /** The day in UTC: `2026-11-27`. */
  day: string;
  simulated: boolean;
  usd: NanoUsd;
  /** The part of it that was charged without an answer. */
  unsettled: NanoUsd;
  /** What it had cost in another run, from which it was taken over: then nothing was asked, used or paid here. */
  saved: NanoUsd;
  usage: Usage;
  isTakenOver: boolean;
}

const NOTHING: Usage = { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 };

/**
 * Every charge of some runs, once: what a fork shares with a run that is among them was paid by that run.
 * @returns in the order of the runs, and of their events
 */
export function chargesOf(sides: readonly CostSide[]): Charge[] {
  const known = new Set(sides.map(({ runId }) => runId));
  return sides.flatMap((side) => {
    const isShared = known.has(side.state.forkedFrom?.run ?? '');
    return chargesIn(side, isShared ? ownEvents(side.events) : side.events);
  });
}

function chargesIn({ runId, events: all, state }: CostSide, events: readonly Event[]): Charge[] {
  const models = new Map<string, { model: string; simulated: boolean }>();
  for (const event of all) if (event.type === 'model_call_started') models.set(keyOf(event), event.data);
  return events.flatMap((event): Charge[] => {
    if (event.type !== 'model_call_completed' && event.type !== 'model_call_failed') return [];
    const thread = state.threads.get(event.thread);
    const started = models.get(keyOf(event));
    if (!thread) return [];
    const unsettled = event.type === 'model_call_failed' ? toNano(event.data.unsettled_usd ?? 0) : 0;
    const isTakenOver = event.taken_over !== undefined;
    return [
      {
        runId,
        thread: thread.id,
        place: thread.place,
        directive: thread.directive,
        model: started?.model ?? thread.model,
        day: event.at.slice(0, 10),
        simulated: started?.simulated ?? state.started?.simulated === true,
        usd: toNano(event.data.cost_usd ?? 0) + unsettled,
        unsettled,
        saved: event.type === 'model_call_completed' ? toNano(event.data.saved_usd ?? 0) : 0,
        usage: isTakenOver ? NOTHING : (event.data.usage ?? NOTHING),
        isTakenOver,
      },
    ];
  });
}

function keyOf({ thread, call_id, turn }: Event): string {
  return `${thread} ${call_id ?? ''} ${turn ?? ''}`;
}
