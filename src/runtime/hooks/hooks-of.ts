import { evaluateCondition, type JsonObject, type ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { type Hook, orderHooks } from './hook.ts';

/** The hooks of a thread on one event, in their order; those that it inherits context from have no say. */
export async function hooksOf(run: RunContext, thread: ThreadState, on: string): Promise<Hook[]> {
  const directive = await run.definitions.directive(thread.directive, thread.id);
  const lists = await run.definitions.hooks(thread.id);
  return orderHooks(lists, directive.hooks).filter(({ event }) => event === on);
}

export function matches({ condition }: Hook, document: JsonObject): boolean {
  return evaluateCondition(condition, document).holds;
}

export function actionsOf({ action, actions }: Hook): JsonObject[] {
  return [...(action ? [action] : []), ...(actions ?? [])];
}
