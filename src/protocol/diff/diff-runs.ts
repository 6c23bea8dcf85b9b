import { isFinal, type ThreadState, type ThreadStatus } from '../fold/state.ts';
import { toUsd } from '../money.ts';
import { type CostDocument, runCost } from '../views/cost-document.ts';
import { runDurationMs, type ShownStatus } from '../views/run-document.ts';
import type { ThreadAction } from './action.ts';
import {
  type ActionComparison,
  compareActions,
  type Divergence,
  type DivergenceKind,
  seqsOf,
} from './compare-actions.ts';
import { type Change, type DefinitionDiff, diffDefinitions, diffFiles, type FileDiff } from './diff-files.ts';
import { diffMembers, diffOutcomes, type ValueDiff } from './diff-values.ts';
import type { NamesOfBoth } from './names.ts';
import { pairThreads, type ThreadPair } from './pair-threads.ts';
import type { RunSide } from './run-side.ts';

/** The value of each side; one that a side does not have has no key. */
export interface Both<T> {
  a?: T;
  b?: T;
}

/** Where two threads part: the events that show it, and what each did there. */
export interface ThreadDivergence {
  seq_a?: number;
  seq_b?: number;
  kind: DivergenceKind;
  action_a?: ThreadAction;
  action_b?: ThreadAction;
  /** Of one call with two inputs: where these differ. */
  input?: ValueDiff[];
}

/** What the threads at one place came to. */
export interface ThreadDiff {
  place: string;
  /** By what they did and what came of it; cost and time change nothing of it. */
  change: Change;
  directive: string;
  status: Both<ThreadStatus>;
  divergence?: ThreadDivergence;
  outputs: ValueDiff[];
  actions: { same: number; changed: number };
  /** Of its own calls. */
  cost_usd: Both<number>;
  /** In and out, cached ones included. */
  tokens: Both<number>;
  turns: Both<number>;
  /** Of a thread that has ended; time in which it stood still is not in it. */
  duration_ms: Both<number>;
}

/** A run as a whole, for the sums of a comparison. */
export interface SideDocument {
  run_id: string;
  /** The last event that was looked at. */
  seq: number;
  item: string;
  status: ShownStatus;
  provider: string;
  simulated: boolean;
  started_at?: string;
  duration_ms?: number;
  threads: number;
  cost: CostDocument;
  /** What was said in it is gone since then; ISO 8601. */
  pruned_at?: string;
}

/** What `rye diff A B --json` prints. Absent is absent. */
export interface RunDiff {
  a: string;
  b: string;
  /** Nothing differs but cost and time. */
  identical: boolean;
  first_divergence?: ThreadDivergence & { place: string };
  runs: { a: SideDocument; b: SideDocument };
  /** What the runs were given. */
  inputs: ValueDiff[];
  /** What the runs returned. */
  outputs: ValueDiff[];
  threads: ThreadDiff[];
  /** Files that they left; those that are the same are not listed. */
  artifacts: FileDiff[];
  definitions: DefinitionDiff[];
}

/** Compares two runs, threads by their place. Pure: texts of files and definitions are compared by whoever can read them. */
export function diffRuns(a: RunSide, b: RunSide): RunDiff {
  const names: NamesOfBoth = { a: a.names, b: b.names };
  const compared = pairThreads(a.state, b.state).map((pair) => compareThreads(pair, { a, b }, names));
  const first = firstDivergence(compared);
  const diff = {
    inputs: diffMembers('inputs', { a: a.state.started?.inputs, b: b.state.started?.inputs }, names),
    outputs: diffOutcomes(a.state, b.state, names),
    threads: compared,
    artifacts: diffFiles(a.state, b.state),
    definitions: diffDefinitions(a.state, b.state),
  };
  const [left, right] = [sideDocument(a), sideDocument(b)];
  const lists = [diff.inputs, diff.outputs, diff.artifacts, diff.definitions];
  const identical =
    left.item === right.item &&
    left.status === right.status &&
    lists.every((list) => list.length === 0) &&
    compared.every(({ change }) => change === 'same');
  return {
    a: a.name,
    b: b.name,
    identical,
    ...(first && { first_divergence: first }),
    runs: { a: left, b: right },
    ...diff,
  };
}

/** Whether what two runs came to differs: what they or their threads returned, or the files that they left. */
export function outputsDiffer({ outputs, threads, artifacts }: RunDiff): boolean {
  return outputs.length > 0 || artifacts.length > 0 || threads.some((thread) => thread.outputs.length > 0);
}

function compareThreads(
  { place, a, b }: ThreadPair,
  sides: { a: RunSide; b: RunSide },
  names: NamesOfBoth,
): ThreadDiff {
  const outputs = diffOutcomes(a ?? {}, b ?? {}, names);
  const actions = compareActions(
    a ? sides.a.actions.of(a.id, names.a) : [],
    b ? sides.b.actions.of(b.id, names.b) : [],
    names,
  );
  const change = !a ? 'only_b' : !b ? 'only_a' : outputs.length > 0 || actions.first ? 'changed' : 'same';
  const divergence = a && b ? divergenceOf(actions, names) : undefined;
  const both = <T>(value: (thread: ThreadState) => T | undefined): Both<T> => {
    const [left, right] = [a && value(a), b && value(b)];
    return { ...(left !== undefined && { a: left }), ...(right !== undefined && { b: right }) };
  };
  return {
    place,
    change,
    directive: (a ?? b)?.directive ?? '',
    status: both(({ status }) => status),
    ...(divergence && { divergence }),
    outputs,
    actions: { same: actions.same, changed: actions.changed },
    cost_usd: both(({ account }) => toUsd(account.own)),
    tokens: both(({ usage }) => Object.values(usage).reduce((sum, count) => sum + count, 0)),
    turns: both(({ graph, turns }) => (graph ? 0 : turns.length)),
    duration_ms: both(durationOf),
  };
}

function divergenceOf({ first }: ActionComparison, names: NamesOfBoth): ThreadDivergence | undefined {
  if (!first) return undefined;
  const { kind, a, b }: Divergence = first;
  const [left, right] = [a?.action, b?.action];
  const input =
    kind === 'input' && left?.kind === 'call' && right?.kind === 'call'
      ? diffMembers('input', { a: left.input, b: right.input }, names)
      : undefined;
  return {
    ...seqsOf(first),
    kind,
    ...(left && { action_a: left }),
    ...(right && { action_b: right }),
    ...(input && { input }),
  };
}

/** The earliest of the threads' own first divergences, in A's order; where only B has something, in B's. */
function firstDivergence(threads: readonly ThreadDiff[]): RunDiff['first_divergence'] {
  const seqOf = ({ seq_a: a, seq_b: b }: ThreadDivergence): number => a ?? b ?? Number.POSITIVE_INFINITY;
  let first: RunDiff['first_divergence'];
  // A thread that only one of them has was spawned by one that did so: it parted there.
  for (const { place, divergence } of threads)
    if (divergence && (first === undefined || seqOf(divergence) < seqOf(first))) first = { place, ...divergence };
  return first;
}

function durationOf({ status, startedAt, endedAt, idleMs }: ThreadState): number | undefined {
  if (startedAt === undefined || endedAt === undefined || !isFinal(status)) return undefined;
  return Math.max(0, Date.parse(endedAt) - Date.parse(startedAt) - idleMs);
}

function sideDocument({ state, status }: RunSide): SideDocument {
  const durationMs = runDurationMs(state);
  return {
    run_id: state.runId,
    seq: state.seq,
    item: state.started?.item ?? '',
    status: status ?? state.status,
    provider: state.started?.provider ?? '',
    simulated: state.started?.simulated ?? false,
    ...(state.startedAt !== undefined && { started_at: state.startedAt }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    threads: state.threads.size,
    cost: runCost(state),
    ...(state.prunedAt !== undefined && { pruned_at: state.prunedAt }),
  };
}
