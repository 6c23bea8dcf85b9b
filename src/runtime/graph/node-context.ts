import {
  evaluateCondition,
  type GraphAssign,
  type GraphEdge,
  interpolateContext,
  isoTime,
  type Json,
  type JsonObject,
  type ThreadState,
} from '#protocol';

/** What the templates of a node can look at, beside the result of its call. */
export function nodeContext(thread: ThreadState, nowMs: number): JsonObject {
  const state = thread.graph?.state ?? {};
  return { state, inputs: thread.inputs, ...builtIns(nowMs) };
}

/**
 * What the action of one item of a list can look at: one after the other, all of the state; side by side, only the
 * inputs and the item, since the state has no order there.
 */
export function itemContext(
  thread: ThreadState,
  nowMs: number,
  { as, item, parallel }: { as: string; item: Json; parallel: boolean },
): JsonObject {
  const state = parallel ? { inputs: thread.inputs } : (thread.graph?.state ?? {});
  return { ...builtIns(nowMs), inputs: thread.inputs, state: { ...state, [as]: item }, [as]: item };
}

/** Made anew for each node. Source: design formats, 3.2. */
function builtIns(nowMs: number): JsonObject {
  return { _now: isoTime(nowMs).replace('Z', '000+00:00'), _timestamp: nowMs };
}

/** A template filled, and what of it came to nothing, each with its place. */
export interface Filled {
  value: Json;
  empty: string[];
}

/** @param name What the template is called where something of it is told. */
export function fill(template: Json, context: JsonObject, name: string): Filled {
  const { value } = interpolateContext(template, context);
  return { value, empty: emptied(template, context, name) };
}

/** The texts of a template whose placeholders name nothing. */
function emptied(template: Json, context: JsonObject, at: string): string[] {
  if (typeof template === 'string') {
    if (!template.includes('${')) return [];
    const { value, warnings } = interpolateContext(template, context);
    if (value === null) return [`${at}: ${template.trim()} has no value`];
    return warnings.map((warning) => `${at}: ${warning}`);
  }
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, part]) => emptied(part as Json, context, `${at}.${key}`));
}

/** Assigns in order, each seeing those before it. @returns the keys that are set, and what came to nothing */
export function assign(
  assigns: readonly GraphAssign[],
  context: JsonObject,
  result: JsonObject,
): { assigned: JsonObject; empty: string[] } {
  const assigned: JsonObject = {};
  const empty: string[] = [];
  for (const [key, template] of assigns) {
    const state = { ...(context['state'] as JsonObject), ...assigned };
    const filled = fill(template, { ...context, state, result }, `assign.${key}`);
    assigned[key] = filled.value;
    empty.push(...filled.empty);
  }
  return { assigned, empty };
}

/** Where the first edge that holds leads; undefined where the walk ends. */
export function wayOn(edges: readonly GraphEdge[], state: JsonObject, result: JsonObject): string | undefined {
  const document = { state, result, inputs: state['inputs'] ?? null };
  return edges.find(({ when }) => evaluateCondition(when, document).holds)?.to;
}
