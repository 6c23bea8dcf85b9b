import type { ThreadState } from '#protocol';
import { endBelow, failThread } from '../end-thread.ts';
import { EndedByHookError } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import type { ControlEvent, HookAnswer } from './dispatch-control.ts';

/** Where and when a hook decided. */
export interface Decided {
  on: ControlEvent;
  occasion: number;
}

/**
 * Does what a hook decided of its thread. `suspend` and `escalate` pause it where somebody can answer (`--approve ask`),
 * once an occasion: told to go on, it does what it does without hooks.
 * @param reason Said where the hook gives none.
 * @returns true where the thread has ended or stands still; false where it goes on as without hooks, or as asked
 */
export async function obey(
  run: RunContext,
  thread: ThreadState,
  answer: HookAnswer | undefined,
  { on, occasion }: Decided,
  reason = 'it gives no reason',
): Promise<boolean> {
  if (!answer) return false;
  const { hook } = answer;
  const why = answer.error ?? reason;
  switch (answer.answer) {
    case 'continue':
    case 'skip':
    case 'retry':
      return false;
    case 'fail':
      await failThread(run, thread, new EndedByHookError({ hook, on, reason: why }));
      return true;
    case 'abort':
      await run.session.append({
        thread: thread.id,
        type: 'thread_cancelled',
        data: { by: `hook ${hook}`, reason: why },
      });
      endBelow(run, thread);
      return true;
    case 'suspend':
    case 'escalate':
      if (run.approve !== 'ask') {
        const asks = `it asks for a person (${why}), and nobody can answer`;
        await failThread(run, thread, new EndedByHookError({ hook, on, reason: asks }));
      } else {
        const data = { by: `hook ${hook}`, reason: why, after: { on, occasion } };
        await run.session.append({ thread: thread.id, type: 'thread_paused', data });
      }
      return true;
  }
}
