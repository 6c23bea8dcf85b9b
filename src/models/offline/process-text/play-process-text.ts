import type { Json, ModelRequest } from '#protocol';
import { OfflineScriptError } from '../../errors.ts';
import { type Answer, toolUse, visibleName } from '../answer.ts';
import { callId, turnsTaken } from '../call-id.ts';
import { resultValue, toolResults } from '../tool-results.ts';
import { fillOutputs } from './fill-outputs.ts';
import { findCalls, lineAt, type ProcessCall } from './find-calls.ts';

/**
 * Answers for a directive without a script, from its own process text: its calls one by one, then its outputs.
 * @throws {OfflineScriptError}
 */
export function playProcessText(request: ModelRequest): Answer {
  const { asker } = request;
  const calls = findCalls(asker.body, asker.directive);
  const position = turnsTaken(request.messages).reduce<number>((before, turn) => turn ?? before + 1, 0);
  const call = calls[position];
  if (call !== undefined) {
    checkRequired(call, request);
    const text = `Step ${position + 1} of ${calls.length} of the process text.`;
    return { text, calls: [toolUse(callId(position + 1, 'call'), 'rye_execute', call.input)] };
  }
  if (position > calls.length || asker.outputs.length === 0)
    return { text: 'The process text has no further step.', calls: [] };
  return { calls: [returnCall(calls, request)] };
}

/** An argument that was left out must not be one that its tool cannot do without. */
function checkRequired(call: ProcessCall, request: ModelRequest): void {
  const { item_type: type, item_id: id } = call.input;
  const schema = request.tools.find((tool) => typeof id === 'string' && tool.name === visibleName(id))?.input_schema;
  const required = type === 'tool' && Array.isArray(schema?.['required']) ? schema['required'] : [];
  const needed = [
    'item_type',
    'item_id',
    ...required.flatMap((name) => (typeof name === 'string' ? [`parameters.${name}`] : [])),
  ];
  const lacking = call.omitted.find((path) => needed.includes(path));
  if (lacking === undefined) return;
  const problem = `"${lacking.replace('parameters.', '')}" is required${typeof id === 'string' ? ` by ${id}` : ''}, and still holds a placeholder`;
  throw new OfflineScriptError({ file: request.asker.directive, line: call.line, problem });
}

function returnCall(calls: ProcessCall[], request: ModelRequest): Answer['calls'][number] {
  const { asker } = request;
  const { values, missing } = fillOutputs(asker.outputs, lastResult(calls.length, request));
  const field = missing[0];
  if (field !== undefined) {
    const mention = asker.body.indexOf(field.name);
    const line = mention >= 0 ? lineAt(asker.body, mention) : (calls.at(-1)?.line ?? 1);
    const problem = `no step of the process text has a result for the required output "${field.name}" (${field.type}); an offline script can give it`;
    throw new OfflineScriptError({ file: asker.directive, line, problem });
  }
  return toolUse(callId(calls.length + 1, 'return'), 'directive_return', values);
}

function lastResult(turn: number, request: ModelRequest): Json | undefined {
  const block = toolResults(request.messages).get(callId(turn, 'call'));
  return block === undefined ? undefined : resultValue(block);
}
