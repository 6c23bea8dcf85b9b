import { chainEnd, chainUpTo, type RunState, type ThreadState, transcriptMarkdown } from '#protocol';

/** Below it, a thread of the run is knowledge under its own id. */
const PREFIX = 'agent/threads/';

/** What of a transcript goes into another thread's context, in characters; its outcome stands at its end. */
const MOST_CHARS = 48_000;
const HEAD_CHARS = 2000;

/** The thread of the run that a knowledge id means: `agent/threads/<thread id>`, or `<place>`; undefined for any other id. */
export function threadOfKnowledge(state: RunState, id: string): ThreadState | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  const name = id.slice(PREFIX.length);
  return state.threads.get(name) ?? state.threads.get(state.byPlace.get(name) ?? '');
}

/**
 * What a thread did and came to, as text for another: rendered from what is recorded, so that it costs no call. Of a
 * chain all threads are shown; what is too long loses its middle, never its outcome.
 */
export function threadKnowledge(state: RunState, thread: ThreadState): string {
  const text = chainUpTo(state, chainEnd(state, thread))
    .toReversed()
    .map((link) => transcriptMarkdown(state, link).trim())
    .join('\n\n');
  if (text.length <= MOST_CHARS) return text;
  const left = text.length - MOST_CHARS;
  return `${text.slice(0, HEAD_CHARS)}\n\n… ${left} characters left out …\n\n${text.slice(HEAD_CHARS + left)}`;
}
