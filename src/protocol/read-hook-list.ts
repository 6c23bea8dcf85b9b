import type { Json, JsonObject } from './errors.ts';
import type { HookDefinition } from './ports/library.ts';

/**
 * The hooks of a list in a config file. What cannot fire, because it names no event or does nothing, is left out, and a
 * value of the wrong kind counts as absent: `rye validate` says both, with the line.
 * @param prefix Of the names of hooks that have none.
 */
export function readHookList(list: Json | undefined, prefix: string): HookDefinition[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((hook, index) => (isObject(hook) ? readHook(hook, `${prefix}-${index + 1}`) : []));
}

function readHook(hook: JsonObject, name: string): HookDefinition[] {
  const { id, event, layer, position, wrap, condition, action, actions, inputs } = hook;
  const done = Array.isArray(actions) ? actions.filter(isObject) : [];
  if (typeof event !== 'string' || (!isObject(action) && done.length === 0)) return [];
  return [
    {
      id: typeof id === 'string' ? id : name,
      event,
      ...(typeof layer === 'number' && Number.isInteger(layer) && { layer }),
      ...((position === 'before' || position === 'after') && { position }),
      ...(typeof wrap === 'boolean' && { wrap }),
      ...(condition !== undefined && condition !== null && { condition: conditionOf(condition) }),
      ...(isObject(action) && { action }),
      ...(done.length > 0 && { actions: done }),
      ...(isObject(inputs) && { inputs }),
    },
  ];
}

/** A hook whose condition cannot be read never fires: to run it always would be the other thing than what was meant. */
function conditionOf(condition: Json): JsonObject {
  if (condition === true) return {};
  return isObject(condition) ? condition : { any: [] };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
