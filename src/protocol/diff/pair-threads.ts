import type { RunState, ThreadState } from '../fold/state.ts';

/** The threads of two runs that stand at one place. */
export interface ThreadPair {
  place: string;
  a?: ThreadState;
  b?: ThreadState;
}

/** Every place of two runs: those of `a` in the order of their creation, then those that only `b` has. */
export function pairThreads(a: RunState, b: RunState): ThreadPair[] {
  const at = (state: RunState, place: string): ThreadState | undefined =>
    state.threads.get(state.byPlace.get(place) ?? '');
  const places = new Set([...a.byPlace.keys(), ...b.byPlace.keys()]);
  return [...places].map((place) => {
    const [left, right] = [at(a, place), at(b, place)];
    return { place, ...(left && { a: left }), ...(right && { b: right }) };
  });
}
