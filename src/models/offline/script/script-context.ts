import type { Json, JsonObject, ModelRequest, ToolResultBlock } from '#protocol';
import { callId } from '../call-id.ts';
import { resultValue } from '../tool-results.ts';
import { headOf, operandsIn, pathsIn, waitName } from './expressions.ts';
import type { OfflineScript, ScriptTurn } from './script-schema.ts';

/**
 * What the expressions of a turn can see: `inputs`, and in `results` the named results of earlier turns. Only the
 * results that the turn mentions are parsed, as a long conversation holds many.
 * @param turn Undefined for the closing text, which sees all results.
 */
export function contextOf(
  script: OfflineScript,
  turn: ScriptTurn | undefined,
  request: ModelRequest,
  received: ReadonlyMap<string, ToolResultBlock>,
): JsonObject {
  const wanted = mentioned(script, turn);
  const results: JsonObject = {};
  for (const earlier of script.turns) {
    if (turn !== undefined && earlier.number >= turn.number) break;
    for (const call of earlier.calls) {
      if (call.name === undefined || !wanted.has(call.name)) continue;
      const id = callId(earlier.number, call.name);
      const value = call.foreach === undefined ? single(id, received) : listed(id, received);
      // A later turn that was skipped does not take away what an earlier one found.
      if (value !== undefined) results[call.name] = value;
      else if (call.foreach !== undefined) results[call.name] ??= [];
    }
    if (earlier.wait !== undefined && wanted.has(waitName(earlier.wait.for))) {
      const value = single(callId(earlier.number, waitName(earlier.wait.for)), received);
      if (value !== undefined) results[waitName(earlier.wait.for)] = value;
    }
  }
  return { inputs: request.asker.inputs, results };
}

function single(id: string, received: ReadonlyMap<string, ToolResultBlock>): Json | undefined {
  const block = received.get(id);
  return block === undefined ? undefined : resultValue(block);
}

/** The results of a foreach, in the order of its list. */
function listed(id: string, received: ReadonlyMap<string, ToolResultBlock>): Json[] | undefined {
  const found = [...received.keys()]
    .filter((key) => key.startsWith(`${id}-`))
    .map((key) => ({ index: Number(key.slice(id.length + 1)), key }))
    .sort((a, b) => a.index - b.index);
  return found.length === 0 ? undefined : found.map(({ key }) => single(key, received) ?? null);
}

function mentioned(script: OfflineScript, turn: ScriptTurn | undefined): Set<string> {
  if (turn === undefined) return namesOf(operandsIn(script.closing));
  return namesOf([
    ...operandsIn(turn.text),
    ...pathsIn(turn.when),
    ...turn.calls.flatMap((call) => [...operandsIn(call.input), ...operandsIn(call.foreach), ...pathsIn(call.when)]),
    ...(turn.wait === undefined ? [] : [`results.${turn.wait.for}`]),
  ]);
}

function namesOf(paths: string[]): Set<string> {
  return new Set(paths.map(headOf).flatMap(({ root, member }) => (root === 'results' ? [member] : [])));
}
