import { coversCapability } from './cover-capability.ts';

/**
 * The capabilities of a child thread: what it declares, cut down to what its parent holds.
 *
 * Nothing declared takes over the parent's; no parent keeps the declaration. Otherwise a declared capability stays when
 * one of the parent's covers it, and a broader one narrows to all of the parent's that it covers: `rye.*` under a
 * narrow parent becomes exactly the parent's. What only partly overlaps is dropped. The result never allows what the
 * parent, or the declaration, does not.
 * @param declared Undefined or empty: the child declares nothing.
 * @param parent Undefined: there is no parent; empty: the parent may do nothing.
 */
export function attenuate(declared: readonly string[] | undefined, parent: readonly string[] | undefined): string[] {
  if (parent === undefined) return unique(declared ?? []);
  if (declared === undefined || declared.length === 0) return unique(parent);
  return unique(
    declared.flatMap((capability) => {
      if (parent.some((held) => coversCapability(held, capability))) return [capability];
      return parent.filter((held) => coversCapability(capability, held));
    }),
  );
}

function unique(capabilities: readonly string[]): string[] {
  return [...new Set(capabilities)];
}
