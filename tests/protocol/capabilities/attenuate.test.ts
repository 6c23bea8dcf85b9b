import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attenuate, isAllowed } from '../../../src/protocol/capabilities/index.ts';
import { anyCapability, anyRequest } from './arbitrary-capability.ts';

describe('a child under a parent', () => {
  test.each<[string, string[] | undefined, string[] | undefined, string[]]>([
    ['that declares nothing gets what the parent has', undefined, ['rye.fetch.*'], ['rye.fetch.*']],
    ['that declares an empty list declares nothing', [], ['rye.fetch.*'], ['rye.fetch.*']],
    ['without a parent keeps its declaration', ['rye.*'], undefined, ['rye.*']],
    ['without either has nothing', undefined, undefined, []],
    ['that may do nothing may do nothing', ['rye.*'], [], []],
    ['keeps what the parent covers', ['rye.execute.tool.acme.x'], ['rye.execute.*'], ['rye.execute.tool.acme.x']],
    ['loses what the parent lacks', ['rye.sign.*', 'rye.fetch.tool.a'], ['rye.fetch.*'], ['rye.fetch.tool.a']],
    [
      'that wants everything narrows to all that the parent has',
      ['rye.*'],
      ['rye.fetch.*', 'rye.execute.tool.acme.*'],
      ['rye.fetch.*', 'rye.execute.tool.acme.*'],
    ],
    [
      'that is broader narrows to every capability it covers',
      ['rye.execute.tool.*'],
      ['rye.execute.tool.a.*', 'rye.fetch.*', 'rye.execute.tool.b'],
      ['rye.execute.tool.a.*', 'rye.execute.tool.b'],
    ],
    ['loses what only partly overlaps', ['rye.*.tool.x'], ['rye.execute.*.x'], []],
    ['gets each capability once', ['rye.*', 'rye.fetch.*'], ['rye.fetch.*'], ['rye.fetch.*']],
    ['is not fooled by a pattern that matches as text', ['rye.a*'], ['rye.a?'], ['rye.a?']],
  ])('%s', (_, declared, parent, expected) => {
    expect(attenuate(declared, parent)).toEqual(expected);
  });

  const capabilities = fc.array(anyCapability, { maxLength: 5 });

  test('is never allowed what the parent or its own declaration does not allow', () => {
    fc.assert(
      fc.property(capabilities, capabilities, anyRequest, (declared, parent, request) => {
        const result = isAllowed(request, attenuate(declared, parent));
        const parentAllows = isAllowed(request, parent);
        const childAllows = declared.length === 0 || isAllowed(request, declared);
        expect(!result || (parentAllows && childAllows)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('loses nothing by being attenuated twice', () => {
    fc.assert(
      fc.property(capabilities, capabilities, (declared, parent) => {
        const once = attenuate(declared, parent);
        expect(once.length === 0 ? once : attenuate(once, parent)).toEqual(once);
      }),
    );
  });
});
