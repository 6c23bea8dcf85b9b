import fc from 'fast-check';

/** Patterns over a tiny alphabet, so that random ones meet often. */
export const anyPattern = fc
  .array(fc.constantFrom('*', '?', 'a', 'b', '.', '[ab]', '[!a]', '[a-z]'), { maxLength: 6 })
  .map((parts) => parts.join(''));

/** Texts that those patterns may match. */
export const anyPlain = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.'), maxLength: 5 });

const segment = fc.constantFrom('acme', 'beta', 'x', '*', '?', 'a*');

/** Capabilities as files grant them. */
export const anyCapability = fc.oneof(
  fc.constantFrom('rye.*', 'rye.execute.*', 'rye.fetch.*', 'rye.execute.tool.*', '*'),
  fc
    .tuple(
      fc.constantFrom('execute', 'fetch', 'sign', '*'),
      fc.constantFrom('tool', 'directive', '*'),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
    )
    .map(([primary, itemType, id]) => `rye.${primary}.${itemType}.${id.join('.')}`),
);

export const anyRequest = fc.record({
  primary: fc.constantFrom('execute', 'fetch', 'sign'),
  itemType: fc.constantFrom('tool', 'directive', 'knowledge'),
  itemId: fc.array(fc.constantFrom('acme', 'beta', 'x', 'y'), { maxLength: 3 }).map((id) => id.join('/')),
});
