import { describe, expect, it } from 'vitest';
import { type FailureRule, findFailureRule, type JsonObject } from '#protocol';
import { loadFailureRules } from '#runtime';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { ofType, RuntimeFixture } from '../../helpers/runtime-fixture.ts';
import { type ScriptedAnswer, scriptedModel } from '../../helpers/scripted-model.ts';

/** Rules as files give them, the user's before the project's. */
const rulesOf = (...files: JsonObject[]): Promise<FailureRule[]> => {
  const layers = files.map((value, nth) => ({ space: 'project' as const, path: `${nth}.yaml`, value }));
  return loadFailureRules({ configLayers: async () => layers });
};

/** A thread whose first calls fail so, one after the other. */
async function failing(failures: ScriptedAnswer['fail'][], rules: FailureRule[]) {
  const clock = new FakeClock();
  let asked = 0;
  const model = scriptedModel(
    () => {
      const fail = failures[asked];
      asked += 1;
      return fail ? { fail } : { text: 'at last' };
    },
    { sleep: (ms, signal) => clock.sleep(ms, signal) },
  );
  const outcome = await new RuntimeFixture({ model, clock, failures: rules }).start();
  return {
    ...outcome,
    asked,
    failed: ofType(outcome.events, 'model_call_failed').map(({ data }) => data),
    delays: ofType(outcome.events, 'retry_scheduled').map(({ data }) => data.delay_ms),
  };
}

const REFUSED = {
  category: 'permanent',
  code: 'invalid_request_error',
  status: 400,
  retryable: false,
  message: 'Upstream is restarting',
} as const;
const OVERLOADED = { category: 'overloaded', code: 'overloaded_error', status: 529, retryable: true } as const;

describe('a rule of the project', () => {
  it('makes a failure one that is tried again, and the log says by which rule', async () => {
    const rules = await rulesOf({
      rules: [
        {
          id: 'gateway',
          match: { status: 400, message: 'upstream is' },
          retryable: true,
          category: 'transient',
          wait: { fixed: 5 },
        },
      ],
    });
    const { state, failed, delays } = await failing([REFUSED, REFUSED], rules);
    expect(state).toMatchObject({ status: 'completed', result: 'at last' });
    expect(failed[0]).toMatchObject({
      category: 'transient',
      retryable: true,
      status: 400,
      rule: 'gateway',
      wait: { fixed: 5 },
    });
    expect(delays).toEqual([5000, 5000]);
  });

  it('makes a failure one that ends the thread at once', async () => {
    const rules = await rulesOf({
      rules: [{ id: 'no-patience', match: { code: 'OVERLOADED_error' }, retryable: false }],
    });
    const { state, asked } = await failing([OVERLOADED], rules);
    expect(state.status).toBe('error');
    expect(asked).toBe(1);
  });

  it('waits longer each time, up to its most', async () => {
    const rules = await rulesOf({
      rules: [{ id: 'slow', match: { category: ['overloaded'] }, wait: { base: 10, max: 15 } }],
    });
    const { delays } = await failing([OVERLOADED, OVERLOADED], rules);
    expect(delays).toEqual([10_000, 15_000]);
  });

  it('gives way to what the provider asks for', async () => {
    const rules = await rulesOf({ rules: [{ id: 'slow', match: { category: 'overloaded' }, wait: { fixed: 90 } }] });
    const { delays } = await failing([{ ...OVERLOADED, retryAfterMs: 2000 }], rules);
    expect(delays).toEqual([2000]);
  });

  it('leaves every other failure as it is', async () => {
    const rules = await rulesOf({
      rules: [{ id: 'gateway', match: { status: [502, 400], code: 'other' }, retryable: true }],
    });
    const { state, failed } = await failing([REFUSED], rules);
    expect(state.status).toBe('error');
    expect(failed[0]?.rule).toBeUndefined();
  });

  it('decides once: what it made of a failure holds for a run that goes on under other rules', async () => {
    const slow = await rulesOf({ rules: [{ id: 'slow', match: { status: 529 }, wait: { fixed: 40 } }] });
    const stop = await rulesOf({ rules: [{ id: 'stop', match: { status: 529 }, retryable: false }] });
    const fixtureOf = (failures: FailureRule[]) => {
      const clock = new FakeClock();
      let asked = 0;
      const fail = (): ScriptedAnswer => {
        asked += 1;
        return asked === 1 && failures === slow ? { fail: OVERLOADED } : { text: 'at last' };
      };
      return new RuntimeFixture({ model: scriptedModel(fail), clock, failures });
    };
    const whole = fixtureOf(slow);
    const { events } = await whole.start();
    const cut = fixtureOf(stop);
    await cut.adopt(whole, events.findIndex(({ type }) => type === 'model_call_failed') + 1);
    const resumed = await cut.resume();
    expect(resumed.state).toMatchObject({ status: 'completed', result: 'at last' });
    expect(ofType(resumed.events, 'retry_scheduled').map(({ data }) => data.delay_ms)).toEqual([40_000]);
    expect(ofType(resumed.events, 'model_call_failed').map(({ data }) => data.rule)).toEqual(['slow']);
  });

  it('is not asked about what is no provider’s failure', async () => {
    const [rule] = await rulesOf({ rules: [{ id: 'all', match: { message: '.' }, retryable: true }] });
    for (const category of ['cancelled', 'interrupted', 'replay_miss'] as const)
      expect(findFailureRule([rule!], { category, code: category, message: 'any words' })).toBeUndefined();
  });

  it('looks at all of a long message whose words nearly fit, and soon says no', async () => {
    const rules = await rulesOf({ rules: [{ id: 'hangs', match: { message: '(a+)+$' }, retryable: true }] });
    const message = `${'a'.repeat(5000)}!`;
    expect(findFailureRule(rules, { ...REFUSED, message })).toBeUndefined();
    expect(findFailureRule(rules, { ...REFUSED, message: message.slice(0, -1) })?.id).toBe('hangs');
  });

  it('comes before the user’s, and replaces the one of the same id', async () => {
    const user = {
      rules: [
        { id: 'a', match: { status: 400 }, retryable: true },
        { id: 'b', match: { status: 529 }, retryable: false },
      ],
    };
    const project = { rules: [{ id: 'a', match: { status: 418 }, retryable: true }] };
    const rules = await rulesOf(user, project);
    expect(rules.map(({ id, match }) => [id, match.status])).toEqual([
      ['a', [418]],
      ['b', [529]],
    ]);
  });
});

describe('config/agent/error_classification.yaml', () => {
  it.each<[string, JsonObject, string]>([
    ['a category that there is not', { id: 'a', match: { status: 400 }, category: 'odd' }, 'rules.0.category'],
    [
      'a category that ends no row of failures',
      { id: 'a', match: { status: 529 }, category: 'interrupted' },
      'rules.0.category',
    ],
    ['a pattern that needs backtracking', { id: 'a', match: { message: '(?=x)' } }, 'rules.0.match.message'],
    ['a pattern that is none', { id: 'a', match: { message: '(' } }, 'rules.0.match.message'],
    ['a wait below zero', { id: 'a', match: { status: 400 }, wait: { fixed: -1 } }, 'rules.0.wait.fixed'],
    ['a misspelt key', { id: 'a', match: { status: 400 }, retriable: true }, 'rules.0'],
    ['nothing to match', { id: 'a', match: {} }, 'rules.0.match'],
    ['no id', { match: { status: 400 } }, 'rules.0.id'],
  ])('with %s is refused, and the place is named', async (_what, rule, key) => {
    await expect(rulesOf({ rules: [rule] })).rejects.toMatchObject({
      code: 'runtime/bad-failure-rules',
      message: expect.stringContaining(`0.yaml: "${key}" is not usable`),
    });
  });
});
