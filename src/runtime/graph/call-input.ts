import type { Json, JsonObject } from '#protocol';
import { fill } from './node-context.ts';

/** What stands beside the parameters of an action, as `rye_execute` takes it: as it is written, without placeholders. */
const OPTIONS = ['async', 'key', 'limit_overrides', 'model', 'thread', 'dry_run'];

/** A call as it is made, or why it cannot be. */
export type CallInput = { input: JsonObject; empty: string[] } | { problem: string };

/**
 * The action of a node as a call, with its templates filled. Parameters that came to nothing are left out, in mappings at
 * any depth, so that what is called takes its defaults.
 * @param place The key of a thread that is made, unless the action names one.
 */
export function callInput(action: JsonObject, context: JsonObject, place: string): CallInput {
  const id = fill(action['item_id'] ?? null, context, 'item_id');
  const type = action['item_type'] ?? 'tool';
  const primary = action['primary'] ?? 'execute';
  if (action['item_id'] !== undefined && (typeof id.value !== 'string' || id.value === ''))
    return {
      problem: `item_id: ${JSON.stringify(action['item_id'])} came to ${JSON.stringify(id.value)}, which names no item`,
    };
  const params = fill(action['params'] ?? action['parameters'] ?? {}, context, 'params');
  const empty = [...id.empty, ...params.empty];
  const given = Object.fromEntries(
    Object.entries(action).filter(([name, value]) => OPTIONS.includes(name) && value !== null),
  );
  const parameters = withoutNulls(params.value) as JsonObject;
  if (primary === 'fetch')
    return {
      input: { primary, item_type: type, ...(id.value !== null && { item_id: id.value }), ...given, ...parameters },
      empty,
    };
  const makesThread = type === 'directive' || type === 'graph';
  return {
    input: { item_type: type, item_id: id.value, parameters, ...(makesThread && { key: place }), ...given },
    empty,
  };
}

function withoutNulls(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}
