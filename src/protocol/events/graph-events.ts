import { z } from 'zod';
import { ErrorFactSchema, JsonObjectSchema, JsonSchema } from './shapes.ts';

/** The walk of a state graph, one step a node visit. */
export const graphEvents = {
  graph_step_started: () =>
    z.object({
      node: z.string(),
      step: z.number().int().positive(),
      index: z.number().int().optional(),
    }),
  graph_step_completed: () =>
    z.object({
      node: z.string(),
      step: z.number().int().positive(),
      result: JsonSchema.optional(),
      assigned: JsonObjectSchema.optional(),
      next: z.string().optional(),
    }),
  graph_step_failed: () =>
    z.object({
      node: z.string(),
      step: z.number().int().positive(),
      error: ErrorFactSchema,
      next: z.string().optional(),
    }),
  foreach_item_completed: () =>
    z.object({
      node: z.string(),
      step: z.number().int().positive(),
      index: z.number().int().nonnegative(),
      result: JsonSchema.optional(),
      error: ErrorFactSchema.optional(),
    }),
} as const;
