import { z } from 'zod';
import type { ErrorFact, Json, JsonObject } from '../errors.ts';

/** Shapes that several event types share. Money is a number of USD with at most nine decimals. */

export const JsonSchema: z.ZodType<Json> = z.json() as z.ZodType<Json>;
/** A JSON object with any members. */
export const JsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), JsonSchema);

export const ErrorFactSchema: z.ZodType<ErrorFact> = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  data: JsonObjectSchema.optional(),
}) as z.ZodType<ErrorFact>;

/** 64 lower-case hex digits. */
export const Sha256Schema: z.ZodString = z.string().regex(/^[0-9a-f]{64}$/);
/** An amount of US dollars, never below zero. */
export const UsdSchema: z.ZodNumber = z.number().nonnegative();

/** Token counts of one model call, or of many; `input_tokens` leaves cache tokens out. */
export const UsageSchema = z.object({
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  cache_read_tokens: z.number().int().nonnegative(),
  cache_write_tokens: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof UsageSchema>;

/** Ceilings of one thread. An absent key has no ceiling of its own. */
export const LimitsSchema = z.object({
  turns: z.number().int().nonnegative().optional(),
  tokens: z.number().int().nonnegative().optional(),
  spend: UsdSchema.optional(),
  duration_seconds: z.number().nonnegative().optional(),
  spawns: z.number().int().nonnegative().optional(),
  depth: z.number().int().nonnegative().optional(),
});
export type Limits = z.infer<typeof LimitsSchema>;
/** The name of one ceiling. */
export type LimitName = keyof Limits;
export const LimitNameSchema = z.enum(['turns', 'tokens', 'spend', 'duration_seconds', 'spawns', 'depth']);
/** Every ceiling, none left out. */
export type AllLimits = Record<LimitName, number>;

/** One block of an assistant message, in the shapes of the Messages API. */
export const ContentBlockSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: JsonObjectSchema }),
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
]);
export type ContentBlock = z.infer<typeof ContentBlockSchema>;
/** The block by which a model asks for a call. */
export type ToolUseBlock = Extract<ContentBlock, { type: 'tool_use' }>;

/** Why a model stopped, in the words of the Messages API. */
export const StopReasonSchema = z.enum([
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'refusal',
  'pause_turn',
]);
export type StopReason = z.infer<typeof StopReasonSchema>;

/** What may happen when a call is made twice: nothing, the same again, or something that must not happen twice. */
export const EffectSchema = z.enum(['none', 'idempotent', 'once']);
export type Effect = z.infer<typeof EffectSchema>;

/** What an item in a space can be. */
export const ItemKindSchema = z.enum(['directive', 'knowledge', 'tool', 'graph', 'config']);
export type ItemKind = z.infer<typeof ItemKindSchema>;

/** Where an item was found; the first space that has it wins. */
export const SpaceSchema = z.enum(['project', 'user', 'bundled']);
export type Space = z.infer<typeof SpaceSchema>;

/** Where content of an artifact, a definition or a large result lies: named by the SHA-256 of its bytes. */
export const ContentFactSchema = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: Sha256Schema,
});
export type ContentFact = z.infer<typeof ContentFactSchema>;

/** Where in another run something was taken over from. */
export const TakenOverSchema = z.object({ run: z.string(), seq: z.number().int().positive() });
export type TakenOver = z.infer<typeof TakenOverSchema>;

/** A declared input or output of a directive. */
export const FieldSchema = z.object({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  description: z.string().optional(),
  default: z.string().optional(),
});
export type Field = z.infer<typeof FieldSchema>;
