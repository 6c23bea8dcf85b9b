import type { ThreadState } from '#protocol';
import { windowUse } from '../continuation/window-use.ts';
import type { RunContext } from '../run-context.ts';

/** A context that takes more of its window than this is full. */
const FULL_PART = 0.75;

/** No model reads what a graph is given, and its state holds no more (see `state-size`). */
const GRAPH_CHARS = 262_144;

/** What a result may bring into the conversation of a thread as it stands, in characters of JSON. */
export function resultLimit({ ports }: RunContext, thread: ThreadState): number {
  const { maxChars, maxCharsWhenFull } = ports.settings.resultGuard;
  if (thread.graph) return GRAPH_CHARS;
  const { window } = ports.catalog.resolve({ id: thread.model });
  return (windowUse(thread) ?? 0) > window * FULL_PART ? Math.min(maxChars, maxCharsWhenFull) : maxChars;
}
