import type { ThreadState } from '#protocol';

/** One thing that was said in a thread. */
export interface Entry {
  type: 'cognition_in' | 'cognition_out' | 'tool_call_start' | 'tool_call_result';
  /** Its number within the thread, from 1. */
  line: number;
  text: string;
}

/** What a thread was told, what it answered, which calls it made and what they came to, in order. */
export function threadEntries(thread: ThreadState): Entry[] {
  const said: Omit<Entry, 'line'>[] = [];
  const { context, injectedFirst } = thread;
  for (const text of [context?.prompt, context?.closing]) if (text) said.push({ type: 'cognition_in', text });
  for (const { text } of injectedFirst) said.push({ type: 'cognition_in', text });
  for (const { content, calls, injected } of thread.turns) {
    for (const block of content) if (block.type === 'text') said.push({ type: 'cognition_out', text: block.text });
    for (const { name, input, end } of calls) {
      said.push({ type: 'tool_call_start', text: `${name} ${textOf(input)}` });
      if (end) said.push({ type: 'tool_call_result', text: textOf('error' in end ? { ...end.error } : resultOf(end)) });
    }
    for (const { text } of injected) said.push({ type: 'cognition_in', text });
  }
  return said.map((entry, index) => ({ ...entry, line: index + 1 }));
}

function resultOf(end: NonNullable<ThreadState['turns'][number]['calls'][number]['end']>): unknown {
  return end.kind === 'completed' ? (end.result ?? null) : 'interrupted';
}

/** Lines of texts stay lines, so that a search finds them as they were written. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value).replaceAll('\\n', '\n');
}
