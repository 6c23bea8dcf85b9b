import { NotAStreamError } from './stream-errors.ts';

/** One event of a stream: its data, not parsed. */
export type Frame = string;

/**
 * The events of a streamed answer. What the API calls an event stands in the data; the SSE name repeats it, and
 * servers leave it out. An event whose end never came is none.
 * @param onBytes Called for every piece that arrives, pings and comments among them.
 * @throws what the connection breaks with
 */
export async function* readFrames(response: Response, onBytes: () => void): AsyncGenerator<Frame> {
  onBytes();
  const type = response.headers.get('content-type') ?? '';
  if (!response.body || !type.includes('text/event-stream')) {
    await response.body?.cancel();
    throw new NotAStreamError(type);
  }
  const { Stream } = await import('@anthropic-ai/sdk/core/streaming');
  const tap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onBytes();
      controller.enqueue(chunk);
    },
  });
  for await (const { data } of Stream.rawEvents(new Response(response.body.pipeThrough(tap)))) {
    if (data !== '') yield data;
  }
}
