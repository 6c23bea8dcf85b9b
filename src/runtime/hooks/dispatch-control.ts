import type { EventData, JsonObject, ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { type Answer, answerIn, type Said } from './control.ts';
import type { Hook } from './hook.ts';
import type { Occasion } from './hook-site.ts';
import { actionsOf, hooksOf, matches } from './hooks-of.ts';
import { runAction } from './run-action.ts';

/** The events on which hooks can decide how a thread goes on. */
export type ControlEvent =
  | 'error'
  | 'limit'
  | 'after_step'
  | 'after_complete'
  | 'directive_return'
  | 'context_limit_reached'
  | 'graph_started'
  | 'graph_completed';

/** What a hook wants of its thread. */
export interface HookAnswer {
  answer: Answer;
  hook: string;
  error?: string;
  /** How often a node of a graph is tried again. */
  maxRetries?: number;
}

/**
 * Runs the hooks of a thread on one occasion, each once: that all have run is recorded with what the first of them
 * decided, so that a thread that is resumed does not ask them again. Nothing is recorded where it has none.
 * @param document Asked for only where there are hooks.
 */
export async function dispatchControl(
  run: RunContext,
  thread: ThreadState,
  on: ControlEvent,
  occasion: number,
  document: () => JsonObject,
): Promise<HookAnswer | undefined> {
  const before = thread.hooksDispatched?.[on];
  if (before?.occasion === occasion) return asAnswer(before);
  const hooks = await hooksOf(run, thread, on);
  if (hooks.length === 0) return undefined;
  const site: Occasion = { run, thread, on, occasion, document: document() };
  let answer: HookAnswer | undefined;
  for (const hook of hooks) {
    if (!matches(hook, site.document)) continue;
    const said = await answerOf(site, hook);
    answer ??= said;
  }
  const { maxRetries, ...said } = answer ?? {};
  const data = { on, occasion, ...said, ...(maxRetries !== undefined && { max_retries: maxRetries }) };
  await run.session.append({ thread: thread.id, type: 'hooks_dispatched', data });
  return answer;
}

/** All its actions are done; what the first decides counts. What comes with rye for its own upkeep decides nothing. */
async function answerOf(site: Occasion, hook: Hook): Promise<HookAnswer | undefined> {
  let answer: HookAnswer | undefined;
  for (const [index, action] of actionsOf(hook).entries()) {
    const said = retryIn(action) ?? (await saidBy(site, hook, index, action));
    if (said) answer ??= { ...said, hook: hook.logged };
  }
  return answer;
}

async function saidBy(site: Occasion, hook: Hook, index: number, action: JsonObject): Promise<Said | undefined> {
  const outcome = await runAction({ ...site, hook, index, action });
  return outcome.ok && hook.origin !== 'infra' ? answerIn(outcome.result) : undefined;
}

/** `{retry: true, max_retries: 3}`: an action that calls nothing (formats 6.4). */
function retryIn({ retry, max_retries: most }: JsonObject): Said | undefined {
  if (retry !== true) return undefined;
  return { answer: 'retry', ...(typeof most === 'number' && { maxRetries: most }) };
}

function asAnswer(dispatched: Omit<EventData<'hooks_dispatched'>, 'on'>): HookAnswer | undefined {
  const { answer, hook, error, max_retries: maxRetries } = dispatched;
  if (answer === undefined || hook === undefined) return undefined;
  return {
    answer,
    hook,
    ...(error !== undefined && { error }),
    ...(maxRetries !== undefined && { maxRetries }),
  };
}
