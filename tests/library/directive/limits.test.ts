import { expect, test } from 'vitest';
import { codesOf, withMetadata } from '../source-of.ts';

test.each([
  [
    'attributes',
    '<limits turns="4" tokens="4096" spend="0.5" spawns="3" depth="2" duration_seconds="60"/>',
    { turns: 4, tokens: 4096, spend: 0.5, spawns: 3, depth: 2, duration_seconds: 60 },
  ],
  [
    'old names',
    '<limits max_turns="1" max_tokens="2" max_spend="3" max_spawns="4" max_depth="5"/>',
    { turns: 1, tokens: 2, spend: 3, spawns: 4, depth: 5 },
  ],
  ['timeout', '<limits timeout="9"/>', { duration_seconds: 9 }],
  ['duration', '<limits duration="9.5"/>', { duration_seconds: 9.5 }],
  ['max_duration', '<limits max_duration="9"/>', { duration_seconds: 9 }],
  [
    'child elements',
    '<limits spend=".25"><turns> 3 </turns><max_tokens>7</max_tokens></limits>',
    { spend: 0.25, turns: 3, tokens: 7 },
  ],
  ['the currency that money is in', '<limits spend="1" spend_currency="USD"/>', { spend: 1 }],
  ['none', '', {}],
])('limits as %s', (_, xml, limits) => {
  expect(withMetadata(xml)).toMatchObject({ limits, warnings: [] });
});

test('of a limit given twice the smaller value counts, with a warning', () => {
  const directive = withMetadata('<limits spend="1" max_spend="5"><spend>0.5</spend></limits>');
  expect(directive.limits).toEqual({ spend: 0.5 });
  expect(codesOf(directive)).toEqual(['repeated-limit', 'repeated-limit']);
});

test('an unknown limit is left out with a warning', () => {
  const directive = withMetadata('<limits turns="1" patience="3"/>');
  expect(directive.limits).toEqual({ turns: 1 });
  expect(codesOf(directive)).toEqual(['unknown-limit']);
});

test.each(['1e3', '4-10', '{input:n}', '-1', '', '1.5'])('turns="%s" is refused', (value) => {
  expect(() => withMetadata(`<limits turns="${value}"/>`)).toThrow(
    /:4:45 {2}limit "turns" is ".*", not a whole number/,
  );
});
