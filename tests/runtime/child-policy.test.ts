import { describe, expect, it } from 'vitest';
import { isFinal } from '#protocol';
import { readSettings } from '#runtime';
import { threadAt } from '../helpers/runtime-fixture.ts';
import { spawn } from '../helpers/scripted-model.ts';
import { tree } from './tree.ts';

/** A lead that sets a scout to work beside it, and then ends in its own way. */
function leaving(end: 'completes' | 'fails', policy: Record<string, string>) {
  return tree(
    {
      'team/lead': (_request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        return end === 'completes'
          ? { text: 'done' }
          : { fail: { category: 'permanent', retryable: false, message: 'broke' } };
      },
      'team/scout': () => ({ delayMs: 5000, text: 'found it' }),
    },
    { settings: { childPolicy: readSettings({ child_policy: policy }).childPolicy } },
  );
}

describe('a thread below one that ends', () => {
  it.each([
    ['completes', {}, 'completed'],
    ['completes', { on_parent_complete: 'cascade_cancel' }, 'cancelled'],
    ['fails', {}, 'cancelled'],
    ['fails', { on_parent_error: 'allow' }, 'completed'],
  ] as const)('where that one %s, with %j, is %s', async (end, policy, status) => {
    const { fixture } = leaving(end, policy);
    const { state, root } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]').status).toBe(status);
    expect(root.status).toBe(end === 'fails' ? 'error' : 'completed');
    expect(state.status).toBe(root.status);
  });

  it.each([
    ['completes', { on_parent_complete: 'cascade_cancel' }],
    ['fails', { on_parent_error: 'allow' }],
    ['fails', {}],
  ] as const)(
    'where that one %s, with %j, has ended in every run that was cut off and resumed',
    async (end, policy) => {
      const whole = leaving(end, policy);
      const { events } = await whole.fixture.start();
      for (let upTo = 4; upTo < events.length; upTo += 1) {
        const cut = leaving(end, policy);
        await cut.fixture.adopt(whole.fixture, upTo);
        const { state } = await cut.fixture.resume();
        expect(
          [...state.threads.values()].every(({ status }) => isFinal(status)),
          `cut after ${upTo}`,
        ).toBe(true);
      }
    },
  );
});
