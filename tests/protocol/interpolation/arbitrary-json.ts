import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/protocol/errors.ts';

/** Text that is likely to hold something like a placeholder. */
export const placeholderText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{input:',
        '${',
        '{env:',
        '}',
        '{',
        '$',
        'a',
        'inputs',
        '.',
        '0',
        ':',
        '|',
        '||',
        '?',
        ' ',
        '\n',
        'A',
        ':-',
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** Any JSON value, with keys and texts that the templates above can reach. */
export const anyJson = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    placeholderText,
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('a', 'inputs', '0', 'A', '__proto__'), fc.string()), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

export const anyObject: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('a', 'inputs', 'A', 'b', '0'),
  anyJson,
  { maxKeys: 4 },
);

/** Text without any opening brace, hence without placeholders. */
export const plainText = fc.string().filter((text) => !text.includes('{'));
