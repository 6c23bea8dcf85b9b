import { z } from 'zod';
import { BrokenStreamError, StreamedError } from './stream-errors.ts';

/** A count may be null or absent: then what was told before holds. */
const count = z.number().int().nonnegative().nullish();
const UsageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});
export type ReportedUsage = z.infer<typeof UsageSchema>;

const index = z.number().int().nonnegative();

/** The events of a streamed message, as far as rye reads them; blocks and deltas of other types pass unread. */
const FrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.object({ usage: UsageSchema.nullish() }) }),
  z.object({ type: z.literal('content_block_start'), index, content_block: z.looseObject({ type: z.string() }) }),
  z.object({ type: z.literal('content_block_delta'), index, delta: z.looseObject({ type: z.string() }) }),
  z.object({ type: z.literal('content_block_stop'), index }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: UsageSchema.nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ type: z.string().default('api_error'), message: z.string().default('') }).prefault({}),
  }),
]);
export type StreamFrame = Exclude<z.infer<typeof FrameSchema>, { type: 'error' }>;

const known: ReadonlySet<string> = new Set(FrameSchema.options.map(({ shape }) => shape.type.value));

/**
 * Reads one event. A type that is not known is passed over: the API says that there will be more.
 * @throws {BrokenStreamError} {@link StreamedError}
 */
export function parseFrame(data: string): StreamFrame | undefined {
  const value = parseJson(data);
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type === 'string' && !known.has(type)) return undefined;
  const parsed = FrameSchema.safeParse(value);
  if (!parsed.success) {
    throw new BrokenStreamError('malformed_frame', `an event of the stream has a wrong shape (${String(type)})`);
  }
  if (parsed.data.type !== 'error') return parsed.data;
  throw new StreamedError(parsed.data.error.type, parsed.data.error.message);
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new BrokenStreamError('malformed_frame', 'an event of the stream is no JSON');
  }
}
