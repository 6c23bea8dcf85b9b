import type { ErrorFact, JsonObject } from '#protocol';

/** The state stands in the log and is held as long as the graph walks; what is larger belongs into a file. */
export const LARGEST_STATE_BYTES = 262_144;

/** What is wrong with keys that a node would set: together with the rest they are more than a state holds. */
export function tooLarge(state: JsonObject, assigned: JsonObject): ErrorFact | undefined {
  const keys = Object.keys(assigned);
  if (keys.length === 0) return undefined;
  const bytes = sizeOf({ ...state, ...assigned });
  if (bytes <= LARGEST_STATE_BYTES) return undefined;
  const largest = keys.reduce((most, key) => (sizeOf(assigned[key]) > sizeOf(assigned[most]) ? key : most));
  return {
    code: 'runtime/graph-value-too-large',
    message: `state.${largest} takes ${sizeOf(assigned[largest])} bytes; the whole state of a graph holds at most ${LARGEST_STATE_BYTES}`,
    hint: 'Let the tool write it into a file or an artifact, and keep its path.',
    data: { key: largest, bytes, most: LARGEST_STATE_BYTES },
  };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
