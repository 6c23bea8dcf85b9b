import type { JsonObject, ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';
import type { Hook } from './hook.ts';

/** One event in a thread, for its hooks. */
export interface Occasion {
  run: RunContext;
  thread: ThreadState;
  on: string;
  /** Tells apart the times at which the event happens in the thread. */
  occasion: number;
  /** What conditions look at, and `${…}` is filled from. */
  document: JsonObject;
}

/** One action of a hook on one occasion. */
export interface HookSite extends Occasion {
  hook: Hook;
  /** Its place in the list of actions. */
  index: number;
  action: JsonObject;
}

/** What an action did. */
export type ActionOutcome =
  | {
      ok: true;
      /** As the log keeps it. */
      result: JsonObject;
      /** A text that it brings into the context, and what it is the text of. */
      block?: { kind: string; id: string; name: string; text: string };
    }
  | { ok: false };
