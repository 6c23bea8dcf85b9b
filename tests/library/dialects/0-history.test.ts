import { describe, expect, test } from 'vitest';
import { codes, readXml } from './rows.ts';

/** The table on top of the formats: three dialects, one meaning. */
const DIALECTS = {
  '2026-02-18': {
    permissions:
      '<execute><tool>acme.*</tool></execute><search><directive>*</directive></search><load><knowledge>acme/*</knowledge></load><sign>*</sign><cap>rye.load.tool.acme.*</cap>',
    limits: '<limits max_turns="5" max_tokens="900" max_spend="0.5"/>',
    inside: '<process>\n  <step>Go on.</step>\n</process>',
    below: '',
  },
  '2026-02-25': {
    permissions:
      '<execute><tool>acme.*</tool></execute><search><directive>*</directive></search><load><knowledge>acme/*</knowledge><tool>acme.*</tool></load><sign>*</sign>',
    limits: '<limits turns="5" tokens="900" spend="0.5"/>',
    inside: '',
    below: '<process>\n  <step>Go on.</step>\n</process>',
  },
  '2026-04-08': {
    permissions:
      '<execute><tool>acme.*</tool></execute><fetch><directive>*</directive><knowledge>acme/*</knowledge><tool>acme.*</tool></fetch><sign>*</sign>',
    limits: '<limits turns="5" tokens="900" spend="0.5"/>',
    inside: '',
    below: '<process>\n  <step>Go on.</step>\n</process>',
  },
};

describe.each(Object.entries(DIALECTS))('the dialect of %s', (_, { permissions, limits, inside, below }) => {
  const directive = readXml(
    `<directive name="ship_it" version="1.0.0"><metadata>${limits}<permissions>${permissions}</permissions></metadata>${inside}</directive>`,
    below,
  );

  test('grants the same', () => {
    expect([...(directive.permissions ?? [])].sort()).toEqual([
      'rye.execute.tool.acme.*',
      'rye.fetch.directive.*',
      'rye.fetch.knowledge.acme.*',
      'rye.fetch.tool.acme.*',
      'rye.sign.*',
    ]);
  });
  test('limits the same', () => expect(directive.limits).toEqual({ turns: 5, tokens: 900, spend: 0.5 }));
  test('tells the model the same', () => expect(directive.body).toBe('<process>\n  <step>Go on.</step>\n</process>'));
  test('is read without a warning', () => expect(codes(directive)).toEqual([]));
});
