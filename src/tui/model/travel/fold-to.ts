import type { RunFeed } from '#app';
import { applyEvent, createRunState, type Event, isRunFinal, type LeaseHolder, type RunState } from '#protocol';
import type { RunScreen } from '../model.ts';
import { createRunFacts, takeEvents } from '../run-facts.ts';
import type { Fold, Travel } from './travel.ts';

/** Events that are folded while a key waits; a longer fold goes by slices between which keys have their turn. */
export const AT_ONCE = 20_000;
const SLICE = 10_000;

/**
 * Brings what is shown to the event that the travel is at. One that is further on grows what is there already; one
 * further back is folded from the first event, as a fold cannot be undone. Where that takes long, `travel.folding` is set
 * afterwards, what was shown stays, and this is to be called again.
 */
export function foldTo(run: RunScreen, travel: Travel): RunScreen {
  const { events } = travel.now.feed;
  const { shown, folding } = travel;
  if (shown && shown.state.seq <= travel.seq && isOf(shown, events) && travel.seq - shown.state.seq <= AT_ONCE)
    return show(run, travel, grow(shown, events, travel.seq));
  const begun = folding && folding.state.seq <= travel.seq && isOf(folding, events) ? folding : newFold(run.runId);
  const left = travel.seq - begun.state.seq;
  if (left <= (folding ? SLICE : AT_ONCE)) return show(run, travel, grow(begun, events, travel.seq));
  return { ...run, travel: { ...travel, folding: grow(begun, events, begun.state.seq + SLICE) } };
}

function newFold(runId: string): Fold {
  return { state: createRunState(), facts: createRunFacts(runId) };
}

/** A log that was read anew may be another one. */
function isOf({ state, newest }: Fold, events: readonly Event[]): boolean {
  return newest === (state.seq === 0 ? undefined : events[state.seq - 1]);
}

function grow({ state, facts }: Fold, log: readonly Event[], to: number): Fold {
  const events = log.slice(0, to);
  for (let at = state.seq; at < events.length; at += 1) {
    const event = events[at];
    if (event) applyEvent(state, event);
  }
  const newest = events.at(-1);
  return { state, facts: takeEvents(facts, { runId: facts.runId, events }), ...(newest && { newest }) };
}

function show(run: RunScreen, travel: Travel, fold: Fold): RunScreen {
  const { folding: _done, ...rest } = travel;
  const { feed } = travel.now;
  const { state, facts } = fold;
  const holder = driverAt(state, feed);
  const past: RunFeed = {
    runId: run.runId,
    phase: 'ready',
    state,
    events: feed.events.slice(0, state.seq),
    live: new Map(),
    ...(holder && { holder }),
  };
  return { ...run, feed: past, facts, eventsBack: 0, travel: { ...rest, shown: fold } };
}

/** Whoever wrote an event that was not the last drove the run then. */
function driverAt({ status, fence, lastAt = '' }: RunState, { holder }: RunFeed): LeaseHolder | undefined {
  if (isRunFinal(status)) return undefined;
  return { pid: 0, host: '', since: lastAt, ...holder, fence, alive: true };
}
