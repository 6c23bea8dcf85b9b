import { type RunState, type ThreadState, toNano, toUsd } from '#protocol';
import type { RuntimePorts } from '../ports.ts';
import type { BaseRun, Change } from './base-run.ts';
import { Freshness } from './freshness.ts';
import { type RecordedThread, subtreeOf } from './recorded-threads.ts';

/** What would become of a recorded thread. */
export interface PlannedThread {
  place: string;
  directive: string;
  /**
   * `runs`: something that it uses has changed. `may_run`: it goes by what such a thread gives back; where that is the
   * same as before, it costs nothing.
   */
  fate: 'taken_over' | 'runs' | 'may_run';
  because: Change[];
  /** What it is likely to cost: at least, where all that it waits for gives back the same; and at most what it had cost. USD. */
  least: number;
  most: number;
}

/**
 * What a run would do that goes by a recorded one: no model is asked, and no tool is called but those that only look.
 * @param asked.changes What is known already to have changed for the root: its inputs.
 * @returns the recorded threads, in the order in which they were made
 */
export async function planRun(
  ports: RuntimePorts,
  base: BaseRun,
  asked: { changes: Change[] },
): Promise<PlannedThread[]> {
  const freshness = new Freshness(base, ports);
  const { state } = base;
  const because = new Map<string, Change[]>();
  for (const { id } of state.threads.values()) {
    const changes = [...(id === state.root ? asked.changes : []), ...(await freshness.changesOf(id))];
    if (changes.length > 0) because.set(id, changes);
  }
  const waits = waitingOn(freshness, because.keys());
  return [...state.threads.values()].map((thread) => {
    const { id, place, directive } = thread;
    const recorded = freshness.recorded.get(id) as RecordedThread;
    const changes = because.get(id);
    if (changes) return { place, directive, fate: 'runs', because: changes, ...costOf(recorded, changes) };
    const from = waits.get(id);
    if (from === undefined) return { place, directive, fate: 'taken_over', because: [], least: 0, most: 0 };
    return { place, directive, fate: 'may_run', because: [], least: 0, most: costSince(recorded, from) };
  });
}

/** One that failed and is told the same again hears the same, up to where it failed. */
function costOf(recorded: RecordedThread, because: readonly Change[]): { least: number; most: number } {
  const most = costSince(recorded, 0);
  return { least: because.every(({ kind }) => kind === 'unfinished') ? 0 : most, most };
}

/** What a thread's calls had cost after an event, in USD. */
function costSince({ costs }: RecordedThread, after: number): number {
  return toUsd(costs.filter(({ seq }) => seq > after).reduce((sum, { usd }) => sum + toNano(usd), 0));
}

/**
 * Threads that go by what one of these gives back, and from which event on: those above it once it has ended, whom they
 * make from then on, and all below it.
 */
function waitingOn({ base: { state }, recorded }: Freshness, running: Iterable<string>): Map<string, number> {
  const waits = new Map<string, number>();
  const wait = (id: string, from: number): void =>
    void waits.set(id, Math.min(from, waits.get(id) ?? Number.POSITIVE_INFINITY));
  const seqsOf = (id: string): number[] => recorded.get(id)?.events.map(({ seq }) => seq) ?? [];
  for (const id of running) {
    for (const below of subtreeOf(state, id).slice(1)) wait(below, 0);
    let ended = seqsOf(id).at(-1) ?? 0;
    for (let above = parentOf(state, id); above; above = parentOf(state, above.id)) {
      // What it did before cannot have hung on it.
      wait(above.id, ended);
      for (const child of above.children)
        if ((seqsOf(child)[0] ?? 0) > ended) for (const below of subtreeOf(state, child)) wait(below, 0);
      ended = Math.max(ended, seqsOf(above.id).at(-1) ?? 0);
    }
  }
  return waits;
}

function parentOf(state: RunState, id: string): ThreadState | undefined {
  return state.threads.get(state.threads.get(id)?.parent ?? '');
}
