import { describe, expect, test } from 'vitest';
import { providerStates } from '#app';

describe('the state of the providers', () => {
  test.each([
    [{}, false, 'ANTHROPIC_API_KEY is not set'],
    [{ ANTHROPIC_API_KEY: '' }, false, 'ANTHROPIC_API_KEY is not set'],
    [{ ANTHROPIC_API_KEY: 'sk' }, true, 'ANTHROPIC_API_KEY is set'],
    [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }, true, 'ANTHROPIC_BASE_URL is set; it is asked without a key'],
    [{ ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'https://a.example/proxy' }, true, 'ANTHROPIC_API_KEY is set'],
    [
      { ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'nonsense' },
      false,
      'ANTHROPIC_BASE_URL is no http or https URL, or holds a password',
    ],
  ])('in %j', (env: Record<string, string>, ready, reason) => {
    expect(providerStates({ env })).toMatchObject([
      { name: 'anthropic', ready, reason },
      { name: 'offline', ready: true },
    ]);
  });
});
