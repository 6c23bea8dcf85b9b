import { evaluateCondition, type JsonObject, type ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { type Hook, orderHooks } from './hook.ts';

/** The hooks of a thread on one event, in their order; those that it inherits context from have no say. */
export async function hooksOf(run: RunContext, thread: ThreadState, on: string): Promise<Hook[]> {
  const lists = await run.definitions.hooks(thread.id);
  if (thread.graph) {
    const graph = await run.definitions.graph(thread.directive, thread.id);
    // What comes with rye is about models: it would try any tool again whose error tells of a time that was up.
    return orderHooks({ ...lists, builtin: [], infra: [] }, graph.hooks).filter(({ event }) => event === on);
  }
  const directive = await run.definitions.directive(thread.directive, thread.id);
  return orderHooks(lists, directive.hooks).filter(({ event }) => event === on);
}

export function matches({ condition }: Hook, document: JsonObject): boolean {
  return evaluateCondition(condition, document).holds;
}

export function actionsOf({ action, actions }: Hook): JsonObject[] {
  return [...(action ? [action] : []), ...(actions ?? [])];
}
