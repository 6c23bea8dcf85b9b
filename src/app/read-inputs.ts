import { type Directive, type Graph, inputValue, type JsonObject } from '#protocol';
import { UsageError } from './errors.ts';

/** Reads `-i name=value` by the declared type: JSON for numbers, booleans, lists and objects, the text itself else. */
export function readInputs(item: Directive | Graph, raw: Readonly<Record<string, string>>): JsonObject {
  const inputs: JsonObject = {};
  for (const [name, text] of Object.entries(raw)) {
    const type = item.inputs.find((field) => field.name === name)?.type ?? 'string';
    const read = inputValue(type, text);
    if (!read.ok) {
      throw new UsageError(
        `The input ${name} is to be of type ${type}, and "${text}" is not.`,
        `Give JSON, such as -i '${name}=${read.example}'.`,
      );
    }
    inputs[name] = read.value;
  }
  return inputs;
}
