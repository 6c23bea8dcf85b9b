import type { RunState, RunStatus } from '../fold/state.ts';
import { runCost } from '../views/cost-document.ts';
import { type DefinitionDiff, diffDefinitions, diffFiles, type FileDiff } from './diff-files.ts';
import { type Divergence, diffThread, outcome, seqOf, sideOf, type ThreadDiff } from './diff-thread.ts';
import { diffValues, type ValueChange } from './diff-values.ts';
import type { RunSide } from './side.ts';
import { actionsByPlace } from './thread-actions.ts';

/** A run in numbers. */
export interface RunTotals {
  status: RunStatus;
  usd: number;
  input_tokens: number;
  output_tokens: number;
  turns: number;
  tool_calls: number;
  threads: number;
  duration_ms?: number;
  simulated: boolean;
}

/** What differs between two runs. */
export interface RunDiff {
  /** Threads, what they did, what came of it and the files are the same. */
  identical: boolean;
  first_divergence?: Divergence;
  /** What the runs themselves gave back. */
  outputs: ValueChange[];
  threads: ThreadDiff[];
  artifacts: FileDiff[];
  definitions: DefinitionDiff[];
  totals: { a: RunTotals; b: RunTotals };
}

/** Compares two runs, thread by thread, which their places pair; what models said is not compared. */
export function diffRuns(a: RunSide, b: RunSide): RunDiff {
  const [actionsA, actionsB] = [actionsByPlace(a), actionsByPlace(b)];
  const places = [...new Set([...a.state.byPlace.keys(), ...b.state.byPlace.keys()])];
  const threads = places.map((place) =>
    diffThread(place, { a: sideOf(a, place, actionsA), b: sideOf(b, place, actionsB) }),
  );
  const divergences = threads.flatMap(({ first_divergence: first }) => (first ? [first] : []));
  const first = divergences.toSorted((x, y) => seqOf(x) - seqOf(y))[0];
  const outputs = diffValues(outcome(a, a.state), outcome(b, b.state));
  const artifacts = diffFiles(a.state, b.state);
  const changed = threads.some(({ change }) => change !== 'same');
  const identical = !changed && outputs.length === 0 && artifacts.length === 0 && a.state.status === b.state.status;
  return {
    identical,
    ...(first && { first_divergence: first }),
    outputs,
    threads,
    artifacts,
    definitions: diffDefinitions(a.state, b.state),
    totals: { a: totalsOf(a.state), b: totalsOf(b.state) },
  };
}

function totalsOf(state: RunState): RunTotals {
  const { usd, input_tokens, output_tokens, turns, tool_calls } = runCost(state);
  const { startedAt, endedAt, lastAt } = state;
  const until = endedAt ?? lastAt;
  return {
    status: state.status,
    usd,
    input_tokens,
    output_tokens,
    turns,
    tool_calls,
    threads: state.threads.size,
    ...(startedAt !== undefined && until !== undefined && { duration_ms: Date.parse(until) - Date.parse(startedAt) }),
    simulated: state.started?.simulated === true,
  };
}
