import { z } from 'zod';
import { ContentBlockSchema, StopReasonSchema, UsageSchema, UsdSchema } from './shapes.ts';

/** What kind of failure a model call met: it decides whether, and after what wait, it is tried again. */
export const FailureCategorySchema = z.enum([
  'rate_limited',
  'overloaded',
  'transient',
  'permanent',
  'quota',
  'cancelled',
  'interrupted',
  'replay_miss',
]);
export type FailureCategory = z.infer<typeof FailureCategorySchema>;

/** One request to a model. The envelope's `call_id` ties its events together. */
export const modelEvents = {
  /** Durable before the request leaves; `reserved_usd` is the most that it can cost. */
  model_call_started: () =>
    z.object({
      model: z.string(),
      provider: z.string(),
      simulated: z.boolean(),
      attempt: z.number().int().positive(),
      /** Tells apart what surrounds the conversation: provider, model, system text, tools. */
      frame: z.string().optional(),
      input_bound_tokens: z.number().int().nonnegative(),
      max_output_tokens: z.number().int().positive(),
      reserved_usd: UsdSchema,
    }),
  model_call_completed: () =>
    z.object({
      content: z.array(ContentBlockSchema),
      stop_reason: StopReasonSchema,
      usage: UsageSchema,
      cost_usd: UsdSchema,
      /** What an answer that was taken over had cost. */
      saved_usd: UsdSchema.optional(),
    }),
  /** No answer was recorded. What the call may have cost all the same is charged, and marked as unsettled. */
  model_call_failed: () =>
    z.object({
      category: FailureCategorySchema,
      code: z.string(),
      message: z.string(),
      retryable: z.boolean(),
      status: z.number().int().optional(),
      retry_after_ms: z.number().nonnegative().optional(),
      /** The project's own rule that decided, and how long it wants to wait, in seconds. */
      rule: z.string().optional(),
      wait: z.union([z.object({ base: z.number(), max: z.number() }), z.object({ fixed: z.number() })]).optional(),
      usage: UsageSchema.optional(),
      cost_usd: UsdSchema.optional(),
      unsettled_usd: UsdSchema.optional(),
    }),
  retry_scheduled: () =>
    z.object({
      attempt: z.number().int().positive(),
      /** Tells apart what surrounds the conversation: provider, model, system text, tools. */
      frame: z.string().optional(),
      delay_ms: z.number().nonnegative(),
      reason: z.string(),
    }),
} as const;
