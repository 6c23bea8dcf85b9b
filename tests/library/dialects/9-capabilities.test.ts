import { describe, expect, test } from 'vitest';
import { isAllowed, matchCapability } from '#protocol';

describe('9 capabilities', () => {
  test.each([
    ['rye.execute.tool.acme.*', 'rye.execute.tool.acme.deploy', true],
    ['rye.execute.tool.acme.*', 'rye.execute.tool.acme.deploy.now', true],
    ['rye.execute.tool.acme.deploy.*', 'rye.execute.tool.acme.deploy', false],
    ['rye.*', 'rye.sign.knowledge.a', true],
    ['rye.execute.*', 'rye.fetch.tool.a', false],
    ['rye.fetch.*', 'rye.fetch.knowledge', true],
    ['rye.fetch.directive.*', 'rye.fetch.directive', false],
    ['rye.execute.tool.a?c', 'rye.execute.tool.abc', true],
    ['rye.execute.tool.a[bx]c', 'rye.execute.tool.axc', true],
    ['rye.execute.tool.Acme', 'rye.execute.tool.acme', false],
    ['rye.execute.tool.rye.execute.tool.*', 'rye.execute.tool.acme', false],
  ])('%s and %s: %s', (granted, required, allowed) => expect(matchCapability(granted, required)).toBe(allowed));
  test('[R] a grant below a kind lets that kind be searched', () => {
    expect(isAllowed({ primary: 'fetch', itemType: 'directive' }, ['rye.fetch.directive.acme.*'])).toBe(true);
    expect(isAllowed({ primary: 'fetch', itemType: 'knowledge' }, ['rye.fetch.directive.acme.*'])).toBe(false);
  });
  test('executing implies no fetching', () => {
    expect(isAllowed({ primary: 'fetch', itemType: 'tool', itemId: 'a' }, ['rye.execute.tool.*'])).toBe(false);
  });
});
