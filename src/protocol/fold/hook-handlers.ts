import type { hookEvents } from '../events/hook-events.ts';
import type { EventData } from '../events/index.ts';
import { type Handlers, threadOf } from './handlers.ts';
import type { HookRun, ThreadState } from './state.ts';

export const hookHandlers: Handlers<keyof typeof hookEvents> = {
  hook_started: (state, event) => {
    runOf(threadOf(state, event), event.data).started = { effect: event.data.effect };
  },
  hook_completed: (state, event) => {
    runOf(threadOf(state, event), event.data).end = { ok: true, result: event.data.result ?? null };
  },
  hook_failed: (state, event) => {
    runOf(threadOf(state, event), event.data).end = { ok: false, error: event.data.error };
  },
  hooks_dispatched: (state, event) => {
    const thread = threadOf(state, event);
    const { on, ...dispatched } = event.data;
    thread.hooksDispatched = { ...thread.hooksDispatched, [on]: dispatched };
  },
};

/** The run of a hook that an event is about; a new one where it is the first. */
function runOf(thread: ThreadState, data: EventData<'hook_completed'>): HookRun {
  const { hook, on, layer, occasion = 0, action = 0 } = data;
  thread.hookRuns ??= [];
  const known = findHookRun(thread, { hook, on, layer, occasion, action });
  if (known) return known;
  const run: HookRun = { hook, on, layer, occasion, action };
  thread.hookRuns.push(run);
  return run;
}

/** The run of one action of a hook on one occasion, where the log knows of it. */
export function findHookRun(
  { hookRuns = [] }: ThreadState,
  asked: Pick<HookRun, 'hook' | 'on' | 'layer' | 'occasion' | 'action'>,
): HookRun | undefined {
  return hookRuns.find(
    ({ hook, on, layer, occasion, action }) =>
      hook === asked.hook &&
      on === asked.on &&
      layer === asked.layer &&
      occasion === asked.occasion &&
      action === asked.action,
  );
}
