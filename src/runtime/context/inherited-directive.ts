import type { Directive, JsonObject } from '#protocol';
import { checkInputs } from '../check-inputs.ts';
import type { RunContext } from '../run-context.ts';
import { inherit } from './inherit.ts';

/**
 * A directive of a run with what it has from those that it extends; each of them is pinned.
 * @param thread The thread that uses it.
 * @throws as `inherit`
 */
export async function inheritedDirective(
  run: RunContext,
  id: string,
  thread: string,
  inputs: JsonObject,
): Promise<Directive> {
  const directive = await run.definitions.directive(id, thread);
  const lists = await run.definitions.hooks(thread);
  const { directive: whole } = await inherit(directive, {
    lists,
    inputs: checkInputs(directive, inputs),
    load: (parent) => run.definitions.directive(parent, thread),
  });
  return whole;
}
