import { z } from 'zod';
import { EffectSchema, ErrorFactSchema, JsonSchema } from './shapes.ts';

/**
 * Which of a hook's runs it is. `occasion` tells apart the times at which one event happens in a thread, such as the
 * turn after which it did; `action` is the place in a list of actions, from 0.
 */
const run = () => ({
  hook: z.string(),
  on: z.string(),
  layer: z.number().int(),
  occasion: z.number().int().nonnegative().optional(),
  action: z.number().int().nonnegative().optional(),
});

/** A hook ran because of `on`. */
export const hookEvents = {
  /** A tool that a hook calls begins: durable before anything of it happens. */
  hook_started: () => z.object({ ...run(), tool: z.string(), effect: EffectSchema }),
  hook_completed: () => z.object({ ...run(), result: JsonSchema.optional() }),
  hook_failed: () => z.object({ ...run(), error: ErrorFactSchema }),
  /** Every hook on that occasion has run; `answer` is what the first of them that decided something wants, `hook` is that one. */
  hooks_dispatched: () =>
    z.object({
      on: z.string(),
      occasion: z.number().int().nonnegative(),
      answer: z.enum(['continue', 'skip', 'retry', 'fail', 'abort', 'suspend', 'escalate']).optional(),
      hook: z.string().optional(),
      error: z.string().optional(),
      /** How often a node of a graph is tried again, where the hook says so. */
      max_retries: z.number().int().nonnegative().optional(),
    }),
} as const;
