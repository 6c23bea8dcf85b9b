import { evaluateCondition, type Json, type JsonObject, type ModelRequest, type ToolUseBlock, toText } from '#protocol';
import { OfflineScriptError } from '../../errors.ts';
import { type Answer, toolUse } from '../answer.ts';
import { callId, turnsTaken } from '../call-id.ts';
import { toolResults } from '../tool-results.ts';
import { cutOperand } from './cut-results.ts';
import { waitName } from './expressions.ts';
import { fill } from './fill.ts';
import { contextOf } from './script-context.ts';
import type { OfflineScript, ScriptCall, ScriptTurn } from './script-schema.ts';

const DEFAULT_CLOSING = 'Done.';

/**
 * What a script answers to a request: a function of the two and nothing else, so that a resumed run hears the same.
 * @throws {OfflineScriptError}
 */
export function playScript(script: OfflineScript, request: ModelRequest): Answer {
  const received = toolResults(request.messages);
  const contextFor = (turn?: ScriptTurn): JsonObject => contextOf(script, turn, request, received);
  const answerAfter = (position: number, attempt: number): Answer | undefined => {
    for (const turn of script.turns.slice(position)) {
      const answer = answerOf(turn, script, contextFor(turn), attempt);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  // An answer without calls does not say its turn; it came from the first that had something to say, once it did not
  // fail any more.
  const position = turnsTaken(request.messages).reduce<number>(
    (before, turn) => turn ?? answerAfter(before, Number.POSITIVE_INFINITY)?.turn?.number ?? script.turns.length,
    0,
  );
  return (
    answerAfter(position, request.attempt ?? 1) ?? {
      text: toText(fill(script.closing ?? '', contextFor())) || DEFAULT_CLOSING,
      calls: [],
    }
  );
}

/** What a turn says; undefined where its condition is false, or it comes to nothing. */
function answerOf(turn: ScriptTurn, script: OfflineScript, context: JsonObject, attempt: number): Answer | undefined {
  if (!evaluateCondition(turn.when, context).holds) return undefined;
  if (turn.fail !== undefined && attempt <= (turn.fail.times ?? attempt)) return { calls: [], turn };
  const calls = [
    ...turn.calls.flatMap((call, at) => callsOf(call, `${at + 1}`, turn, script, context)),
    ...waitCall(turn, context),
  ];
  const text = toText(fill(turn.text ?? '', context));
  if (calls.length === 0 && (text === '' || turn.calls.length > 0)) return undefined;
  return { ...(text !== '' && { text }), calls, turn };
}

function callsOf(
  call: ScriptCall,
  place: string,
  turn: ScriptTurn,
  script: OfflineScript,
  context: JsonObject,
): ToolUseBlock[] {
  const name = call.name ?? place;
  const cut = cutOperand(call.foreach, context) ?? cutOperand(call.input, context);
  if (cut !== undefined) {
    const problem = `\${${cut}} looks for a part of a result that was too large to be shown whole; read it from a file, or raise result_guard.max_chars in the config agent/runtime`;
    throw new OfflineScriptError({ file: script.path, line: call.line, problem });
  }
  if (call.foreach === undefined) return oneCall(call, callId(turn.number, name), context);
  const list = fill(call.foreach, context);
  if (!Array.isArray(list)) {
    const problem = `foreach of call "${name}" in turn ${turn.number} needs a list; ${toText(call.foreach)} is ${kindOf(list)}`;
    throw new OfflineScriptError({ file: script.path, line: call.line, problem });
  }
  return list.flatMap((item, index) =>
    oneCall(call, callId(turn.number, name, index), { ...context, [call.as]: item }),
  );
}

function oneCall(call: ScriptCall, id: string, context: JsonObject): ToolUseBlock[] {
  if (!evaluateCondition(call.when, context).holds) return [];
  return [toolUse(id, call.tool, fill(call.input, context) as JsonObject)];
}

/** Waits for the threads that a call spawned; a spawn that failed has no thread. */
function waitCall({ number, wait }: ScriptTurn, context: JsonObject): ToolUseBlock[] {
  if (wait === undefined) return [];
  const spawned = fill(`\${results.${wait.for}}`, context);
  const ids = (Array.isArray(spawned) ? spawned : [spawned]).flatMap(threadIdOf);
  return [
    toolUse(callId(number, waitName(wait.for)), 'rye/agent/threads/orchestrator', {
      operation: 'wait_threads',
      thread_ids: ids,
      ...('timeout' in wait && wait.timeout !== undefined && { timeout: wait.timeout }),
    }),
  ];
}

function threadIdOf(result: Json): string[] {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return [];
  return typeof result['thread_id'] === 'string' ? [result['thread_id']] : [];
}

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  return typeof value === 'object' ? 'a mapping' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}
