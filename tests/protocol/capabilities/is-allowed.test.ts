import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapabilityRequest, isAllowed } from '../../../src/protocol/capabilities/index.ts';

const request = (primary: string, itemType: string, itemId?: string): CapabilityRequest => ({
  primary,
  itemType,
  ...(itemId !== undefined && { itemId }),
});
const deploy = request('execute', 'tool', 'acme/deploy');
const internal = 'rye/agent/threads/internal/control';

describe('permission', () => {
  test.each<[string, CapabilityRequest, string[], boolean]>([
    ['is given by a grant of the id', deploy, ['rye.execute.tool.acme.deploy'], true],
    ['is given by any of several grants', deploy, ['rye.sign.*', 'rye.execute.tool.acme.*'], true],
    ['is not given by other grants', deploy, ['rye.execute.directive.*', 'rye.fetch.*'], false],
    ['is not given by execute for fetch', request('fetch', 'tool', 'acme/a'), ['rye.execute.*'], false],
    ['is denied without grants', deploy, [], false],
    ['is denied by a grant with a slash', deploy, ['rye.execute.tool.acme/deploy'], false],
    ['is denied by a grant with a doubled prefix', deploy, ['rye.execute.tool.rye.execute.tool.*'], false],
    ['is denied to an unknown primary', request('delete', 'tool', 'acme/deploy'), ['rye.*'], false],
    ['is always given to internal thread tools', request('execute', 'tool', internal), [], true],
    ['is not given to sign an internal tool', request('sign', 'tool', internal), [], false],
    [
      'is not given to the folder of internal tools',
      request('execute', 'tool', 'rye/agent/threads/internal'),
      [],
      false,
    ],
    [
      'is denied to an id that steps out',
      request('execute', 'tool', 'rye/agent/threads/internal/../x'),
      ['rye.*'],
      false,
    ],
    ['is denied to an id with a backslash', request('execute', 'tool', 'acme\\..\\x'), ['rye.*'], false],
    ['is denied to an absolute id', request('execute', 'tool', '/acme/deploy'), ['rye.*'], false],
    [
      'to sign a pattern needs a grant of all of it',
      request('sign', 'tool', 'acme/*'),
      ['rye.sign.tool.acme.?'],
      false,
    ],
    ['to sign a pattern is given by one as wide', request('sign', 'tool', 'acme/*'), ['rye.sign.tool.acme.*'], true],
  ])('%s', (_, asked, granted, expected) => {
    expect(isAllowed(asked, granted)).toBe(expected);
  });
});

describe('a search', () => {
  test.each<[string, CapabilityRequest, string[], boolean]>([
    ['is given by a grant of everything of its type', request('fetch', 'directive'), ['rye.fetch.directive.*'], true],
    ['is given by a grant of some of its type', request('fetch', 'directive'), ['rye.fetch.directive.acme.x'], true],
    ['is given by a grant of all fetching', request('fetch', 'directive'), ['rye.fetch.*'], true],
    ['is denied by grants of another type', request('fetch', 'directive'), ['rye.fetch.knowledge.*'], false],
    ['is denied by grants of another primary', request('fetch', 'directive'), ['rye.execute.directive.*'], false],
  ])('%s', (_, asked, granted, expected) => {
    expect(isAllowed(asked, granted)).toBe(expected);
  });

  test('in a namespace needs a grant that reaches into it', () => {
    const search = { ...request('fetch', 'knowledge'), namespace: 'acme/web' };
    expect(isAllowed(search, ['rye.fetch.knowledge.acme.*'])).toBe(true);
    expect(isAllowed(search, ['rye.fetch.knowledge.acme.web.page'])).toBe(true);
    expect(isAllowed(search, ['rye.fetch.knowledge.beta.*'])).toBe(false);
    expect(isAllowed({ ...search, namespace: 'acme/..' }, ['rye.*'])).toBe(false);
  });

  test('without an id is for fetch only', () => {
    expect(isAllowed(request('execute', 'tool'), ['rye.execute.tool.*'])).toBe(false);
    expect(isAllowed(request('sign', 'tool'), ['rye.sign.tool.*'])).toBe(false);
  });
});

test('never throws, and never allows anything but internal tools without grants', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.array(fc.string()), (primary, itemType, itemId, granted) => {
      isAllowed({ primary, itemType, itemId }, granted);
      expect(isAllowed({ primary, itemType, itemId }, [])).toBe(false);
    }),
  );
});
