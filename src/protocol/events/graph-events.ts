import { z } from 'zod';
import { ErrorFactSchema, JsonObjectSchema, JsonSchema } from './shapes.ts';

const step = { node: z.string(), step: z.number().int().positive() };

/** What can be changed of the state of a graph by one event: keys that are set, then keys that are gone. */
const change = { assigned: JsonObjectSchema.optional(), removed: z.array(z.string()).optional() };

/** The walk of a state graph, one step a node visit. */
export const graphEvents = {
  /**
   * A node is visited; or one item of it is begun, which `index` counts from 0. `input` is the call that is made, as
   * `rye_execute` takes it; the envelope's `call_id` names it.
   */
  graph_step_started: () =>
    z.object({
      ...step,
      type: z.enum(['action', 'gate', 'foreach', 'return']),
      index: z.number().int().nonnegative().optional(),
      input: JsonObjectSchema.optional(),
      /** Placeholders that came to nothing, each with its place in the node. */
      empty: z.array(z.string()).optional(),
      /** How many items a foreach has. */
      items: z.number().int().nonnegative().optional(),
    }),
  /** The node is done; without `next` the walk has ended there, with `output` at a return. */
  graph_step_completed: () =>
    z.object({
      ...step,
      ...change,
      next: z.string().optional(),
      output: JsonSchema.optional(),
      /** Placeholders of its `assign` that came to nothing. */
      empty: z.array(z.string()).optional(),
      /** The result was taken from an earlier time: nothing was called. */
      cached: z.boolean().optional(),
      failed_items: z.number().int().positive().optional(),
    }),
  /**
   * The node has failed. With `retry` it is visited again, the so-many-th time; `passed`: the graph goes on as if it had
   * not; else it leads to `next`, or the graph has failed with it.
   */
  graph_step_failed: () =>
    z.object({
      ...step,
      ...change,
      error: ErrorFactSchema,
      next: z.string().optional(),
      retry: z.number().int().positive().optional(),
      passed: z.boolean().optional(),
    }),
  /** `result` is what the list of results takes, where there is such a list. */
  foreach_item_completed: () =>
    z.object({
      ...step,
      index: z.number().int().nonnegative(),
      result: JsonSchema.optional(),
      error: ErrorFactSchema.optional(),
    }),
} as const;
