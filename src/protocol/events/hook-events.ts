import { z } from 'zod';
import { ErrorFactSchema, JsonSchema } from './shapes.ts';

/** A hook ran because of `on`. */
export const hookEvents = {
  hook_completed: () =>
    z.object({
      hook: z.string(),
      on: z.string(),
      layer: z.number().int(),
      result: JsonSchema.optional(),
    }),
  hook_failed: () => z.object({ hook: z.string(), on: z.string(), layer: z.number().int(), error: ErrorFactSchema }),
} as const;
