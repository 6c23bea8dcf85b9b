import { describe, expect, it, test } from 'vitest';
import type { JsonObject, ModelRequest } from '#protocol';
import { FakeClock } from '../helpers/fake-clock.ts';
import { directiveOf, ofType, PRICE, RuntimeFixture, required, threadAt, toolOf } from '../helpers/runtime-fixture.ts';
import { give, resultsIn, type ScriptedAnswer, scriptedModel, textsIn, turnOf } from '../helpers/scripted-model.ts';

/** A model that answers turn by turn, whoever asks. */
function turns(...answers: ScriptedAnswer[]) {
  return scriptedModel((request) => answers[turnOf(request) - 1] ?? { text: 'done' });
}

function call(name: string, input: JsonObject = {}) {
  return { name, input };
}

const owing = directiveOf('team/lead', { outputs: [required('report')] });

describe('a thread', () => {
  it('asks, calls, asks again and ends with its last words', async () => {
    const look = toolOf('test/look');
    const model = turns(
      { calls: [call('test_look', { path: 'a' }), call('test_look', { path: 'b' })] },
      { text: 'Seen.' },
    );
    const { state, root } = await new RuntimeFixture({ model, tools: [look] }).start();
    expect(look.runs).toEqual([{ path: 'a' }, { path: 'b' }]);
    expect(resultsIn(model.requests[1]!)).toEqual(['{"saw":{"path":"a"}}', '{"saw":{"path":"b"}}']);
    expect(root).toMatchObject({ status: 'completed', result: 'Seen.' });
    expect(state).toMatchObject({ status: 'completed', result: 'Seen.' });
  });

  it('records the run before the model is asked, and each call before its tool runs', async () => {
    const seen: string[][] = [];
    const types = async (): Promise<string[]> => (await fixture.events()).map(({ type }) => type);
    const look = toolOf('test/look', {
      run: async () => {
        seen.push(await types());
        return { ok: true, result: null };
      },
    });
    const fixture = new RuntimeFixture({ model: turns({ calls: [call('test_look')] }), tools: [look] });
    const { events } = await fixture.start();
    expect(events[0]?.type).toBe('run_started');
    expect(seen[0]?.at(-1)).toBe('tool_call_started');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  it('hands over its outputs, and drops the calls after that', async () => {
    const look = toolOf('test/look');
    const model = turns({ text: 'Here.', calls: [give({ report: 'r.md' }), call('test_look')] });
    const { state } = await new RuntimeFixture({ model, directives: [owing], tools: [look] }).start();
    expect(state).toMatchObject({ status: 'completed', outputs: { report: 'r.md' }, result: 'Here.' });
    expect(look.runs).toEqual([]);
  });

  it('is told which required outputs its return lacks, null among them', async () => {
    const model = turns({ calls: [give({ report: null })] }, { calls: [give({ report: 0 })] });
    const { state } = await new RuntimeFixture({ model, directives: [owing] }).start();
    expect(resultsIn(model.requests[1]!)[0]).toContain('report');
    expect(state).toMatchObject({ status: 'completed', outputs: { report: 0 } });
  });

  it('fails where it returns that it failed, its partial outputs kept', async () => {
    const model = turns({ calls: [give({ status: 'error', error_detail: 'no network', partial: 'p' })] });
    const { state, root } = await new RuntimeFixture({ model, directives: [owing] }).start();
    expect(state).toMatchObject({ status: 'error', error: { code: 'runtime/returned-error' } });
    expect(state.error?.message).toContain('no network');
    expect(root.outputs).toEqual({ partial: 'p' });
  });

  it('owes its required outputs also where one of its outputs is called status', async () => {
    const directive = directiveOf('team/lead', { outputs: [required('status'), required('report')] });
    const model = turns({ calls: [give({ status: 'error' })] }, { calls: [give({ status: 'error', report: 'r.md' })] });
    const { state } = await new RuntimeFixture({ model, directives: [directive] }).start();
    expect(state).toMatchObject({ status: 'completed', outputs: { status: 'error', report: 'r.md' } });
  });

  it('keeps an output that is called like what says of a failure', async () => {
    const directive = directiveOf('team/lead', { outputs: [required('error_detail')] });
    const model = turns({ calls: [give({ status: 'completed', error_detail: 'line 7' })] });
    const { state } = await new RuntimeFixture({ model, directives: [directive] }).start();
    expect(state).toMatchObject({ status: 'completed', outputs: { error_detail: 'line 7' } });
    expect(state.outputs).not.toHaveProperty('status');
  });

  it('is reminded twice of its outputs, then fails without them', async () => {
    const model = turns({ text: 'one' }, { text: 'two' }, { text: 'three' });
    const { state, events } = await new RuntimeFixture({ model, directives: [owing] }).start();
    expect(ofType(events, 'message_injected')).toHaveLength(2);
    expect(textsIn(model.requests[2]!)[0]).toContain('directive_return');
    expect(state).toMatchObject({ status: 'error', error: { code: 'runtime/outputs-missing' } });
    expect(state.error?.message).toContain('report');
  });

  it('fails by what is wrong with its own context, and says so', async () => {
    const directive = directiveOf('team/lead', {
      context: { system: ['no/such'], before: [], after: [], suppress: [] },
    });
    const { state } = await new RuntimeFixture({ model: turns(), directives: [directive] }).start();
    expect(state).toMatchObject({ status: 'error', error: { code: 'library/unknown-item' } });
  });

  it('gets the knowledge that its directive names', async () => {
    const directive = directiveOf('team/lead', {
      context: { system: ['house'], before: ['first'], after: ['last'], suppress: ['last'] },
    });
    const model = turns({ text: 'ok' });
    const knowledge = { house: 'House rules.', first: 'Read this first.', last: 'Never seen.' };
    await new RuntimeFixture({ model, directives: [directive], knowledge }).start();
    expect(model.requests[0]?.system).toBe('House rules.');
    expect(JSON.stringify(model.requests[0]?.messages)).toMatch(/Read this first\..*Do team\/lead\./);
    expect(JSON.stringify(model.requests[0])).not.toContain('Never seen');
  });
});

describe('a call that cannot be made', () => {
  const strict = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };

  /** What the model is told about the one call of its first turn; the thread must go on after it. */
  async function toldOf(
    answer: ScriptedAnswer,
    facts: { permissions?: string[]; inputSchema?: JsonObject } = {},
  ): Promise<{ told: string; ran: number }> {
    const look = toolOf('test/look', { inputSchema: facts.inputSchema ?? strict });
    const directive = directiveOf('team/lead', { permissions: facts.permissions ?? ['rye.*'] });
    const secret = directiveOf('team/secret', { body: 'the hidden plan' });
    const model = turns(answer);
    const fixture = new RuntimeFixture({
      model,
      directives: [directive, secret],
      tools: [look],
      knowledge: { open: 'an open page' },
    });
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    return { told: resultsIn(model.requests[1]!).join('\n'), ran: look.runs.length };
  }

  test.each<[string, ScriptedAnswer, object, RegExp]>([
    ['an unknown tool', { calls: [call('no_such_tool')] }, {}, /unknown-tool.*no_such_tool/],
    ['an input that does not fit', { calls: [call('test_look', { path: 7 })] }, {}, /invalid-call.*path/],
    [
      'a missing capability',
      { calls: [call('test_look', { path: 'a' })] },
      { permissions: ['rye.fetch.*'] },
      /runtime\/permission-denied.*rye\.execute\.tool\.test\.look/,
    ],
    [
      'no capability at all',
      { calls: [call('rye_execute', { item_id: 'test/look', parameters: { path: 'a' } })] },
      { permissions: ['rye.sign.*'] },
      /runtime\/permission-denied/,
    ],
    [
      'a spawn without a capability',
      { calls: [call('rye_execute', { item_type: 'directive', item_id: 'team/secret' })] },
      { permissions: ['rye.execute.tool.*'] },
      /runtime\/permission-denied/,
    ],
    [
      'an answer that was cut off',
      { calls: [call('test_look', { path: 'a' })], stopReason: 'max_tokens' },
      {},
      /runtime\/truncated-call/,
    ],
    [
      'a schema that nothing can be checked against',
      { calls: [call('test_look', { path: 'a' })] },
      { inputSchema: { type: 'object', not: { type: 'string' } } },
      /invalid-call|invalid/,
    ],
  ])('is told to the model, and not made: %s', async (_what, answer, facts, told) => {
    const outcome = await toldOf(answer, facts);
    expect(outcome.told).toMatch(told);
    expect(outcome.ran).toBe(0);
  });

  it('is a fetch of a kind that the thread may not read, whether it names the kind or not', async () => {
    const permissions = ['rye.fetch.knowledge.*'];
    for (const input of [
      { item_id: 'team/secret' },
      { item_id: 'team/secret', item_type: 'directive' },
      { item_id: 'team/secret', item_type: 'odd' },
    ]) {
      const { told } = await toldOf({ calls: [call('rye_fetch', input)] }, { permissions });
      expect(told).toContain('runtime/permission-denied');
      expect(told).not.toContain('hidden plan');
    }
    const { told } = await toldOf({ calls: [call('rye_fetch', { item_id: 'open' })] }, { permissions });
    expect(told).toContain('an open page');
  });

  it('is a dry run, which only says that it could be', async () => {
    const { told, ran } = await toldOf({
      calls: [call('rye_execute', { item_id: 'test/look', parameters: { path: 'a' }, dry_run: true })],
    });
    expect(told).toContain('validation_passed');
    expect(ran).toBe(0);
  });
});

describe('a tool that throws', () => {
  it('is a failed call, and the thread goes on', async () => {
    const look = toolOf('test/look', { run: () => Promise.reject(new Error('disk on fire')) });
    const model = turns({ calls: [call('test_look')] });
    const { state, events } = await new RuntimeFixture({ model, tools: [look] }).start();
    expect(ofType(events, 'tool_call_failed')[0]?.data.error.message).toBe('disk on fire');
    expect(state.status).toBe('completed');
  });
});

describe('a limit', () => {
  const busy = (): ScriptedAnswer => ({ calls: [call('test_look')], usage: { input_tokens: 60, output_tokens: 40 } });

  it.each<[string, object, RegExp]>([
    ['turns', { turns: 2 }, /^limit_exceeded: turns \(2\/2\)$/],
    ['tokens', { tokens: 150 }, /^limit_exceeded: tokens \(200\/150\)$/],
  ])('of %s ends the thread before the next call', async (_name, limits, message) => {
    const model = scriptedModel(busy);
    const { state, events } = await new RuntimeFixture({ model, tools: [toolOf('test/look')] }).start({
      facts: { rye_version: '0', limits },
    });
    expect(state.error).toMatchObject({ code: 'limit_exceeded', message: expect.stringMatching(message) });
    expect(model.requests).toHaveLength(2);
    expect(ofType(events, 'limit_reached')).toHaveLength(1);
  });

  it('of time ends a call in flight', async () => {
    const clock = new FakeClock();
    const model = scriptedModel(() => ({ hang: true }));
    const { state } = await new RuntimeFixture({ model, clock }).start({
      facts: { rye_version: '0', limits: { duration_seconds: 30 } },
    });
    expect(state.error?.message).toBe('limit_exceeded: duration_seconds (30/30)');
  });

  it('of time ends a wait for a retry', async () => {
    const clock = new FakeClock();
    const began = clock.now();
    const model = scriptedModel(() => ({ fail: { category: 'rate_limited', retryAfterMs: 86_400_000 } }));
    const { state } = await new RuntimeFixture({ model, clock }).start({
      facts: { rye_version: '0', limits: { duration_seconds: 30 } },
    });
    expect(state.error?.message).toBe('limit_exceeded: duration_seconds (30/30)');
    expect(clock.now() - began).toBe(30_000);
  });

  it('of money ends the thread before a call that it could not pay', async () => {
    const model = scriptedModel(busy);
    const { state } = await new RuntimeFixture({ model, tools: [toolOf('test/look')] }).start({ budgetUsd: 0.003 });
    expect(state.error?.message).toMatch(/^limit_exceeded: spend \(0\/0\.003\)$/);
    expect(model.requests).toHaveLength(0);
  });

  it('of money asks the provider to count where the bytes alone would refuse', async () => {
    const model = scriptedModel(() => ({ text: 'ok', usage: { input_tokens: 40 } }), { countTokens: () => 50 });
    const { state, events } = await new RuntimeFixture({ model }).start({ budgetUsd: 0.0045 });
    expect(state.status).toBe('completed');
    expect(ofType(events, 'model_call_started')[0]?.data.input_bound_tokens).toBe(50);
  });
});

describe('a model call that fails', () => {
  const afterFailures = (failures: ScriptedAnswer[]) => {
    let asked = 0;
    return scriptedModel((): ScriptedAnswer => failures[asked++] ?? { text: 'at last' });
  };

  it('is made again after a wait that stands in the log', async () => {
    const clock = new FakeClock();
    const began = clock.now();
    const { state, events } = await new RuntimeFixture({
      model: afterFailures([{ fail: {} }, { fail: {} }]),
      clock,
    }).start();
    expect(state).toMatchObject({ status: 'completed', result: 'at last' });
    expect(ofType(events, 'retry_scheduled').map(({ data }) => [data.attempt, data.delay_ms])).toEqual([
      [2, 2000],
      [3, 4000],
    ]);
    expect(clock.now() - began).toBe(6000);
  });

  it('is not made a fourth time', async () => {
    const model = afterFailures([{ fail: {} }, { fail: {} }, { fail: {} }]);
    const { state } = await new RuntimeFixture({ model }).start();
    expect(state).toMatchObject({ status: 'error', error: { code: 'runtime/model-failed' } });
    expect(model.requests).toHaveLength(3);
  });

  it('is not made again where that would not help', async () => {
    const model = afterFailures([{ fail: { category: 'permanent', retryable: false } }]);
    const { state } = await new RuntimeFixture({ model }).start();
    expect(state.status).toBe('error');
    expect(model.requests).toHaveLength(1);
  });

  it.each<[string, NonNullable<ScriptedAnswer['fail']>, boolean, boolean]>([
    ['at its reservation', {}, false, true],
    ['with nothing where it never reached the provider', { mayHaveCost: false }, false, false],
    ['with nothing where it was simulated', {}, true, false],
  ])('is charged %s', async (_how, fail, simulated, charged) => {
    const model = scriptedModel((request: ModelRequest) => (request.attempt === 1 ? { fail } : { text: 'ok' }), {
      simulated,
    });
    const { root, events } = await new RuntimeFixture({ model }).start();
    const reserved = ofType(events, 'model_call_started')[0]?.data.reserved_usd ?? 0;
    expect(ofType(events, 'model_call_failed')[0]?.data.unsettled_usd).toBe(charged ? reserved : undefined);
    expect(root.account.unsettled).toBe(charged ? Math.round(reserved * 1e9) : 0);
    expect(root.account.reserved).toBe(0);
  });

  it('stops the run where the provider breaks its promise, and leaves it resumable', async () => {
    const model = { ...scriptedModel(() => ({})), call: () => Promise.reject(new Error('provider bug')) };
    const fixture = new RuntimeFixture({ model });
    await expect(fixture.start()).rejects.toThrow('provider bug');
    expect((await fixture.events()).map(({ type }) => type)).not.toContain('run_failed');
  });
});

it('money is what the tokens cost', async () => {
  const usage = { input_tokens: 100, output_tokens: 20, cache_read_tokens: 1000, cache_write_tokens: 10 };
  const { state } = await new RuntimeFixture({ model: turns({ text: 'ok', usage }) }).start();
  const usd = (100 * PRICE.input + 20 * PRICE.output + 1000 * PRICE.cache_read + 10 * PRICE.cache_write) / 1e6;
  expect(threadAt(state, 'root').account.own).toBe(Math.round(usd * 1e9));
});
