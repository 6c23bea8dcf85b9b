import type { Directive, JsonObject } from '#protocol';
import { InputsTooLargeError, InvalidInputsError } from './errors.ts';

/** Inputs stand in the log, in the prompt and in each state of the thread; what is larger belongs into a file. */
const LARGEST_INPUTS_BYTES = 262_144;

/**
 * The inputs of a thread: those given, and the defaults of those that were not.
 * @throws {InvalidInputsError} one is missing, or, where the directive declares inputs, one is unknown.
 * @throws {InputsTooLargeError}
 */
export function checkInputs(
  directive: Pick<Directive, 'source' | 'inputs' | 'declaresInputs'>,
  given: JsonObject,
): JsonObject {
  const inputs = { ...given };
  for (const { name, default: fallback } of directive.inputs) {
    if (inputs[name] === undefined && fallback !== undefined) inputs[name] = fallback;
  }
  const declared = directive.inputs.map(({ name }) => name);
  const missing = directive.inputs
    .filter(({ name, required }) => required && inputs[name] === undefined)
    .map(({ name }) => name);
  const unknown = directive.declaresInputs ? Object.keys(given).filter((name) => !declared.includes(name)) : [];
  if (missing.length > 0 || unknown.length > 0) {
    throw new InvalidInputsError({ item: directive.source.id, missing, unknown, declared });
  }
  const bytes = Buffer.byteLength(JSON.stringify(inputs));
  if (bytes > LARGEST_INPUTS_BYTES)
    throw new InputsTooLargeError({ item: directive.source.id, bytes, most: LARGEST_INPUTS_BYTES });
  return inputs;
}
