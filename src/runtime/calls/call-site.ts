import type { ThreadState, ToolCallState } from '#protocol';
import type { RunContext } from '../run-context.ts';

/** One tool call on its way through the log. */
export interface CallSite {
  run: RunContext;
  thread: ThreadState;
  call: ToolCallState;
}
