import type { CallEnd, ErrorFact, ThreadState, ToolCallState, TurnState } from '#protocol';
import { ORCHESTRATOR_TOOL } from './operations/spec.ts';
import { cutText } from './results/cut-text.ts';
import { sortedJson } from './sorted-json.ts';

/** How long a thread may get nowhere before it ends; 0: as long as its limits allow. */
export interface Patience {
  /** Times in a row that one call comes to the same. */
  sameCallTimes: number;
  /** Turns in a row in which no call could be made. */
  unusableTurns: number;
}

/** How a thread gets nowhere. */
export type Stuck =
  | { why: 'same_call'; tool: string; input: string; times: number }
  | { why: 'unusable'; turns: number; last: ErrorFact };

/** Refusals that lie in the call itself. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'runtime/unknown-tool',
  'runtime/invalid-call',
  'runtime/permission-denied',
  'runtime/truncated-call',
]);

/** What is told of a call's input, in characters. */
const LONGEST_INPUT = 300;

/**
 * Whether a thread gets nowhere, by its last turns alone: since it was last told something, or told to go on.
 * Nothing where its last turn made no calls.
 */
export function stuckIn(thread: ThreadState, patience: Patience): Stuck | undefined {
  const turns = turnsSince(thread);
  return sameCall(turns, patience.sameCallTimes) ?? unusable(turns, patience.unusableTurns);
}

/** What it is told may be what helps it on, so what came before no longer counts. */
function turnsSince({ turns, resumedAfter = 0, patientAfter = 0 }: ThreadState): TurnState[] {
  const told = turns.findLastIndex(({ injected }) => injected.length > 0);
  return turns.slice(Math.max(resumedAfter, patientAfter, told + 1));
}

function sameCall(turns: TurnState[], most: number): Stuck | undefined {
  const calls = turns.flatMap((turn) => turn.calls);
  const last = calls.at(-1);
  if (most === 0 || !last?.end || turns.at(-1)?.calls.length === 0 || looksAtOthers(last)) return undefined;
  const wanted = keyOf(last);
  const other = calls.findLastIndex((call) => keyOf(call) !== wanted);
  const times = calls.length - 1 - other;
  if (times < most) return undefined;
  return {
    why: 'same_call',
    tool: last.tool ?? last.name,
    input: cutText(JSON.stringify(last.input), LONGEST_INPUT),
    times,
  };
}

function unusable(turns: TurnState[], most: number): Stuck | undefined {
  const usable = turns.findLastIndex(({ calls }) => calls.length === 0 || calls.some(({ end }) => !isUnusable(end)));
  const count = turns.length - 1 - usable;
  const end = turns.at(-1)?.calls.at(-1)?.end;
  if (most === 0 || count < most || end?.kind !== 'denied') return undefined;
  return { why: 'unusable', turns: count, last: end.error };
}

function isUnusable(end: CallEnd | undefined): boolean {
  return end?.kind === 'denied' && UNUSABLE.has(end.error.code);
}

/** Somebody who waits for others hears the same as long as they are at work. */
function looksAtOthers({ tool, end }: ToolCallState): boolean {
  return tool === ORCHESTRATOR_TOOL && end?.kind === 'completed';
}

/** What a call was, and what it came to: of a large result its hash, since only the first is summarised. */
function keyOf({ tool, name, input, end }: ToolCallState): string {
  return sortedJson([tool ?? name, input, end && outcomeOf(end)]);
}

function outcomeOf(end: CallEnd): unknown {
  // That its process died says nothing of the call.
  if (end.kind === 'interrupted') return end.seq;
  return [end.kind, 'error' in end ? end.error : null, end.artifact ?? end.result ?? null];
}
