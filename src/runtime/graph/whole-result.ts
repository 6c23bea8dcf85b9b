import type { CallEnd, Json } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { LARGEST_STATE_BYTES } from './state-size.ts';

/**
 * The end of a call with all of its result, where the log has only a part of it: a model is told how to read on, a graph
 * is not to go on with a part as if it were all. What no state could hold is a failure.
 */
export async function wholeResult({ writer }: RunContext, end: CallEnd): Promise<CallEnd> {
  if (end.kind === 'interrupted' || end.artifact === undefined) return end;
  const content = await writer.content(end.artifact);
  if (content.byteLength <= LARGEST_STATE_BYTES) return { ...end, result: readWhole(content) };
  const error = {
    code: 'runtime/graph-value-too-large',
    message: `the result takes ${content.byteLength} bytes; a graph takes at most ${LARGEST_STATE_BYTES}`,
    hint: 'Let the tool write it into a file, and give its path.',
  };
  return { kind: 'failed', error, result: undefined, seq: end.seq };
}

/** A text is kept as it is, all else as JSON. */
function readWhole(content: Uint8Array): Json {
  const text = Buffer.from(content).toString('utf8');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
