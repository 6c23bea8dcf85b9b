import type { EventData, JsonObject, ThreadState, ToolCallState } from '#protocol';
import { isFinal } from '#protocol';
import { windowUse } from './continuation/window-use.ts';

/** The id of the tool by which a thread hands over its outputs. */
export const RETURN_TOOL = 'rye/agent/threads/directive_return';

/** Reminders given to a thread that stops without having done anything. */
const MOST_NUDGES = 2;

/** What a thread does next. */
export type Step =
  | { kind: 'done' }
  | { kind: 'compose' }
  /** A model call began and its process died: it is charged, then asked again. */
  | { kind: 'settle' }
  | { kind: 'ask' }
  /** The next request would hardly fit into the window of its model: another thread goes on with the work. */
  | { kind: 'hand_off'; used: number }
  | { kind: 'schedule_retry'; failure: EventData<'model_call_failed'> }
  | { kind: 'give_up'; failure: EventData<'model_call_failed'> }
  /** Refused: the answer was cut off, or the call stood behind a return, after which the thread went on. */
  | { kind: 'call'; call: ToolCallState; refused?: 'truncated' | 'dropped' }
  | { kind: 'returned'; outputs: JsonObject }
  | { kind: 'nudge'; why: 'outputs_missing' | 'cut_off' }
  /** The model declined, in its own words. */
  | { kind: 'refused'; text: string }
  | { kind: 'ended'; text: string };

/**
 * Decides from the state alone, so that a resumed thread goes on exactly as one that was never stopped.
 * @param maxFailures Failed calls in a row that end the thread.
 * @param fullTokens A request that holds so many is not made, the work is handed off.
 */
export function nextStep(thread: ThreadState, maxFailures: number, fullTokens = Number.POSITIVE_INFINITY): Step {
  const step = nextOf(thread, maxFailures);
  if (step.kind !== 'ask') return step;
  const used = windowUse(thread) ?? 0;
  return used < fullTokens ? step : { kind: 'hand_off', used };
}

function nextOf(thread: ThreadState, maxFailures: number): Step {
  if (isFinal(thread.status)) return { kind: 'done' };
  if (!thread.context) return { kind: 'compose' };
  if (thread.openModelCall) return { kind: 'settle' };
  if (thread.failuresInARow > 0 && thread.lastFailure) return afterFailure(thread, thread.lastFailure, maxFailures);
  const turn = thread.turns.at(-1);
  if (!turn) return { kind: 'ask' };

  const open = turn.calls.find(({ end }) => end === undefined);
  const returned = turn.calls.find(({ tool, end }) => tool === RETURN_TOOL && end?.kind === 'completed');
  if (returned && turn.injected.length === 0) return { kind: 'returned', outputs: returned.input };
  if (open && returned) return { kind: 'call', call: open, refused: 'dropped' };
  if (open) return { kind: 'call', call: open, ...(turn.stopReason !== 'tool_use' && { refused: 'truncated' }) };
  if (turn.calls.length > 0 || turn.injected.length > 0 || turn.stopReason === 'pause_turn') return { kind: 'ask' };

  if (turn.stopReason === 'refusal') return { kind: 'refused', text: textOf(turn.content) };

  const owesOutputs = thread.declaredOutputs.some(({ required }) => required) && thread.outputs === undefined;
  const nudges = thread.turns.filter(({ calls, injected }) => calls.length === 0 && injected.some(isNudge)).length;
  const cutOff = turn.stopReason === 'max_tokens';
  if ((owesOutputs || cutOff) && nudges < MOST_NUDGES) {
    return { kind: 'nudge', why: cutOff ? 'cut_off' : 'outputs_missing' };
  }
  return { kind: 'ended', text: textOf(turn.content) };
}

function isNudge({ by }: { by: string }): boolean {
  return by === 'rye';
}

function afterFailure(thread: ThreadState, failure: EventData<'model_call_failed'>, maxFailures: number): Step {
  if (!failure.retryable || thread.failuresInARow >= maxFailures) return { kind: 'give_up', failure };
  return thread.retryAt === undefined ? { kind: 'schedule_retry', failure } : { kind: 'ask' };
}

function textOf(content: ThreadState['turns'][number]['content']): string {
  return content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
}
