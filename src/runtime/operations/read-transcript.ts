import { type JsonObject, transcriptMarkdown } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';

/** A thread's conversation as text, whole or its last lines. Reads the thread that is named, not its continuation. */
export function readTranscript({ run }: CallSite, input: JsonObject): JsonObject {
  const { thread_id: id, tail_lines: tail } = input;
  const thread = typeof id === 'string' ? run.session.thread(id) : undefined;
  if (!thread) {
    const told = id === undefined ? 'thread_id is missing.' : `There is no thread ${JSON.stringify(id)} in this run.`;
    throw new CallRefusedError('runtime/unknown-thread', told, {
      hint: 'Give the thread_id that the spawn returned; get_chain names all of a chain.',
    });
  }
  const text = transcriptMarkdown(run.session.state, thread);
  if (typeof tail !== 'number') return { success: true, thread_id: thread.id, content: text };
  const lines = text.trimEnd().split('\n');
  return {
    success: true,
    thread_id: thread.id,
    content: tail <= 0 ? '' : lines.slice(-Math.floor(tail)).join('\n'),
    lines: lines.length,
  };
}
