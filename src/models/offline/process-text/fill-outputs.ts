import { type Field, type Json, type JsonObject, toText } from '#protocol';

/** Text of an output made from a whole result stays readable; the result itself is in the transcript. */
const MAX_TEXT_CHARS = 4000;

/**
 * Values for a directive's declared outputs from the last result of its process text: the field of the same name, else
 * the result itself where its kind fits, else a text that says so.
 * @returns `missing`: the required outputs for which there is nothing
 */
export function fillOutputs(outputs: Field[], last: Json | undefined): { values: JsonObject; missing: Field[] } {
  const values: JsonObject = {};
  const missing: Field[] = [];
  for (const field of outputs) {
    const value = fieldOf(last, field.name) ?? wholeResult(field, last);
    if (value !== undefined) values[field.name] = value;
    else if (field.required) missing.push(field);
  }
  return { values, missing };
}

/** A field of a result, or of what an execution wraps: `data` of a tool, `outputs` and `result` of a thread. */
function fieldOf(result: Json | undefined, name: string): Json | undefined {
  const places = [result, ...['outputs', 'data', 'result'].map((key) => member(result, key))];
  return places.map((place) => member(place, name)).find((value) => value !== undefined && value !== null);
}

function wholeResult(field: Field, last: Json | undefined): Json | undefined {
  const result = member(last, 'data') ?? last;
  switch (field.type.toLowerCase()) {
    case 'array':
    case 'list':
      return Array.isArray(result) ? result : undefined;
    case 'object':
      return typeof result === 'object' && !Array.isArray(result) ? result : undefined;
    case 'number':
    case 'integer':
      return typeof result === 'number' ? result : undefined;
    case 'boolean':
      return typeof result === 'boolean' ? result : undefined;
    default:
      return result === undefined
        ? `No step of the process text has a result for "${field.name}".`
        : toText(result).slice(0, MAX_TEXT_CHARS);
  }
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
