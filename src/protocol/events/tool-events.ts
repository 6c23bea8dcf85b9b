import { z } from 'zod';
import { ContentFactSchema, EffectSchema, ErrorFactSchema, JsonObjectSchema, JsonSchema } from './shapes.ts';

const resultShape = {
  result: JsonSchema.optional(),
  /** The whole value, where `result` is only a bounded part of it. */
  artifact: ContentFactSchema.optional(),
  bytes: z.number().int().nonnegative().optional(),
  truncated: z.boolean().optional(),
  files_read: z.array(z.string()).optional(),
};

/** A tool call is three facts: it began (durable before the tool runs), the tool itself, and how it ended. */
export const toolEvents = {
  tool_call_started: () => z.object({ tool: z.string(), input: JsonObjectSchema, effect: EffectSchema }),
  tool_call_completed: () => z.object({ tool: z.string(), ...resultShape }),
  tool_call_failed: () => z.object({ tool: z.string(), error: ErrorFactSchema, ...resultShape }),
  /** Refused before it began: a missing capability, an unknown tool, an invalid input. */
  tool_call_denied: () => z.object({ tool: z.string(), error: ErrorFactSchema, capability: z.string().optional() }),
  /** In a fork the model is told of another result than the one that was recorded, which it has not answered to. */
  tool_result_replaced: () => z.object({ tool: z.string(), by: z.string(), result: JsonSchema }),
  /** It began, and the process died before its end was recorded; a `once` effect is not repeated. */
  tool_call_interrupted: () =>
    z.object({
      tool: z.string(),
      effect: EffectSchema,
      decision: z.enum(['reported', 'retried']),
    }),
} as const;
