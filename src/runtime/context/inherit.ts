import { type Directive, evaluateCondition, type JsonObject, RyeError } from '#protocol';
import { BadExtendsError } from '../errors.ts';
import type { HookLists } from '../hooks/hook.ts';

/** What a directive is composed with. */
export interface Inheritance {
  lists: HookLists;
  inputs: JsonObject;
  /** Another directive. @throws as `Library.directive` */
  load: (id: string) => Promise<Directive>;
}

/**
 * A directive with what it has from those that it extends: their context, the root's first, and the permissions of the
 * nearest that has any where it declares none itself. Nothing else is inherited.
 * @returns the directive, and the ones that it extends, nearest first
 * @throws {BadExtendsError} a circle, or a parent that does not exist; names the whole chain
 */
export async function inherit(
  directive: Directive,
  inheritance: Inheritance,
): Promise<{ directive: Directive; parents: Directive[] }> {
  const parents = await parentsOf(directive, inheritance);
  const permissions = [directive, ...parents].find((each) => each.permissions !== undefined)?.permissions;
  const chain = [...parents.toReversed(), directive];
  const joined = (of: (each: Directive) => string[]): string[] => [...new Set(chain.flatMap(of))];
  return {
    parents,
    directive: {
      ...directive,
      ...(permissions && { permissions }),
      context: {
        system: joined(({ context }) => context.system),
        before: joined(({ context }) => context.before),
        after: joined(({ context }) => context.after),
        suppress: joined(({ context }) => context.suppress),
      },
    },
  };
}

async function parentsOf(directive: Directive, inheritance: Inheritance): Promise<Directive[]> {
  const chain = [directive.source.id];
  const parents: Directive[] = [];
  let next = setExtends(directive, inheritance) ?? directive.extends;
  while (next !== undefined) {
    if (chain.includes(next))
      throw new BadExtendsError({ chain: [...chain, next], reason: 'the last stands in it twice' });
    chain.push(next);
    const parent = await load(next, chain, inheritance);
    parents.push(parent);
    next = parent.extends;
  }
  return parents;
}

async function load(id: string, chain: string[], inheritance: Inheritance): Promise<Directive> {
  try {
    return await inheritance.load(id);
  } catch (error) {
    if (!(error instanceof RyeError) || error.code !== 'library/unknown-item') throw error;
    throw new BadExtendsError({ chain, reason: `there is no directive "${id}"` }, error);
  }
}

/**
 * What the first hook on `resolve_extends` whose condition holds puts in the place of a directive's own `extends`
 * (formats 5.5): hooks of the project, then the user's, then those that come with rye; a directive's own have no say.
 */
function setExtends(directive: Directive, { lists, inputs }: Inheritance): string | undefined {
  const { tier, id, provider } = directive.model ?? {};
  const document: JsonObject = {
    directive: directive.source.id,
    has_extends: directive.extends !== undefined,
    category: directive.source.id.split('/').slice(0, -1).join('/'),
    inputs,
    model: { ...(tier && { tier }), ...(id && { id }), ...(provider && { provider }) },
  };
  for (const { event, condition, action } of [...lists.project, ...lists.user, ...lists.builtin]) {
    const target = event === 'resolve_extends' ? action?.['set_extends'] : undefined;
    if (typeof target !== 'string' || target === '') continue;
    // A directive that is set as the parent of all is none of its own.
    if (target === directive.source.id) continue;
    if (evaluateCondition(condition, document).holds) return target;
  }
  return undefined;
}
