import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  capabilityFor,
  coversCapability,
  dottedCapability,
  matchCapability,
  overlapsCapability,
} from '../../../src/protocol/capabilities/index.ts';
import { anyPattern, anyPlain } from './arbitrary-capability.ts';

describe('a granted capability against a required one', () => {
  test.each<[string, string, boolean]>([
    ['rye.execute.tool.acme.deploy', 'rye.execute.tool.acme.deploy', true],
    ['rye.*', 'rye.execute.tool.acme.deploy', true],
    ['rye.execute.*', 'rye.fetch.tool.acme', false],
    ['rye.execute.tool.acme.*', 'rye.execute.tool.acme.deploy.web', true],
    ['rye.execute.tool.acme.deploy.*', 'rye.execute.tool.acme.deploy', false],
    ['rye.execute.tool.acme.deploy*', 'rye.execute.tool.acme.deploy', true],
    ['rye.execute.tool.*.read', 'rye.execute.tool.a.b.read', true],
    ['rye.execute.tool.acme', 'rye.execute.tool.acme.deploy', false],
    ['execute.tool.acme', 'rye.execute.tool.acme', false],
    ['rye.execute.tool.Acme', 'rye.execute.tool.acme', false],
    ['rye.execute.tool.v?', 'rye.execute.tool.v1', true],
    ['rye.execute.tool.v?', 'rye.execute.tool.v', false],
    ['rye.execute.tool.v[12]', 'rye.execute.tool.v2', true],
    ['rye.execute.tool.v[!12]', 'rye.execute.tool.v2', false],
    ['rye.execute.tool.v[1-3]', 'rye.execute.tool.v2', true],
    ['v[]x]', 'v]', true],
    ['v[a-]', 'v-', true],
    ['v[3-1]', 'v2', false],
    ['v[1', 'v[1', true],
    ['v[1', 'v1', false],
    ['rye.execute.tool.acme/deploy', 'rye.execute.tool.acme.deploy', false],
    ['rye.execute.tool.rye.execute.tool.*', 'rye.execute.tool.acme', false],
    ['rye.fetch.directive.*', 'rye.fetch.directive', false],
    ['rye.fetch.*', 'rye.fetch.directive', true],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'rye', false],
    ['?', '😀', true],
  ])('%j for %j: %s', (granted, required, expected) => {
    expect(matchCapability(granted, required)).toBe(expected);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (granted, required) => void matchCapability(granted, required)));
  });

  test('text without special characters matches itself', () => {
    fc.assert(fc.property(anyPlain, (plain) => matchCapability(plain, plain)));
  });

  test('many runs against a long text get their answer', () => {
    expect(matchCapability('*a'.repeat(50), 'a'.repeat(20_000).concat('b'))).toBe(false);
  });
});

describe('one pattern covering another', () => {
  test.each<[string, string, boolean]>([
    ['rye.*', 'rye.execute.*', true],
    ['rye.execute.*', 'rye.*', false],
    ['rye.execute.tool.acme.*', 'rye.execute.tool.acme.deploy.*', true],
    ['a?', 'a*', false],
    ['rye.[!x]*', 'rye.*', false],
    ['rye.[a-z]*', 'rye.[b-d]x', true],
    ['*a*', '*a', true],
    ['*a', '*a*', false],
    ['a*b', 'a?b', true],
    ['**', '*', true],
    ['?', '[a]', true],
    ['x', 'x', true],
  ])('%j over %j: %s', (outer, inner, expected) => {
    expect(coversCapability(outer, inner)).toBe(expected);
  });

  test('means that whatever the inner allows, the outer allows', () => {
    fc.assert(
      fc.property(anyPattern, anyPattern, anyPlain, (outer, inner, plain) => {
        const isConcerned = coversCapability(outer, inner) && matchCapability(inner, plain);
        expect(!isConcerned || matchCapability(outer, plain)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is denied only where some text tells them apart', () => {
    const texts = ['', 'a', 'b', 'c', '.', '~'];
    for (let round = 0; round < 2; round += 1)
      texts.push(...texts.flatMap((text) => ['a', 'c', '~'].map((c) => text + c)));
    const short = fc
      .array(fc.constantFrom('*', '?', 'a', '[!a]', '[a-z]'), { maxLength: 2 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(short, short, (outer, inner) => {
        const witness = texts.some((text) => matchCapability(inner, text) && !matchCapability(outer, text));
        expect(coversCapability(outer, inner)).toBe(!witness);
      }),
    );
  });

  test('a pattern covers itself', () => {
    fc.assert(fc.property(anyPattern, (pattern) => coversCapability(pattern, pattern)));
  });

  test('a contrived pattern that would take too long counts as not covered', () => {
    expect(coversCapability(`*a${'?'.repeat(40)}`, `*a${'[ab]'.repeat(40)}`)).toBe(false);
  });
});

describe('two patterns overlapping', () => {
  test.each<[string, string, boolean]>([
    ['rye.fetch.directive.*', 'rye.fetch.directive.acme.*', true],
    ['rye.fetch.knowledge.*', 'rye.fetch.directive.*', false],
    ['rye.*.a', 'rye.x.*', true],
    ['[ab]', '[bc]', true],
    ['[ab]', '[!ab]', false],
    ['a*', '*b', true],
  ])('%j and %j: %s', (left, right, expected) => {
    expect(overlapsCapability(left, right)).toBe(expected);
    expect(overlapsCapability(right, left)).toBe(expected);
  });

  test('is found whenever both match one text', () => {
    fc.assert(
      fc.property(anyPattern, anyPattern, anyPlain, (left, right, plain) => {
        const isShared = matchCapability(left, plain) && matchCapability(right, plain);
        expect(!isShared || overlapsCapability(left, right)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the capability of an action', () => {
  test('has the id with dots', () => {
    expect(capabilityFor('execute', 'tool', 'acme/deploy-web/run')).toBe('rye.execute.tool.acme.deploy-web.run');
  });

  test('ends at the item type when there is no id', () => {
    expect(capabilityFor('fetch', 'directive')).toBe('rye.fetch.directive');
    expect(capabilityFor('fetch', 'directive', '')).toBe('rye.fetch.directive');
  });

  test('may be written with slashes in a file', () => {
    expect(dottedCapability('rye.execute.tool.acme/deploy/*')).toBe('rye.execute.tool.acme.deploy.*');
  });
});
