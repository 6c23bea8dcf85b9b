import { describe, expect, it } from 'vitest';
import { foldRun, type JsonObject, type ModelRequest } from '#protocol';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { directiveOf, ofType, RuntimeFixture, toolOf } from '../../helpers/runtime-fixture.ts';
import { resultsIn, type ScriptedAnswer, scriptedModel, spawn, turnOf } from '../../helpers/scripted-model.ts';

const open = (input: JsonObject) => ({ name: 'rye_agent_context_branch_create', input });
const look = (what: string, more: JsonObject = {}) => ({
  description: `Look at ${what}`,
  prompt: `Read ${what}.`,
  ...more,
});
const returns = (message: string, more: JsonObject = {}) => ({
  name: 'rye_agent_context_branch_return',
  input: { message, ...more },
});
const told = (request: ModelRequest): JsonObject => JSON.parse(resultsIn(request)[0] ?? '{}') as JsonObject;

/** A root that opens branches with this input, then says that it is done. */
function folding(
  input: JsonObject,
  branch: (request: ModelRequest, turn: number) => ScriptedAnswer,
  facts: Partial<ConstructorParameters<typeof RuntimeFixture>[0]> = {},
) {
  const clock = new FakeClock();
  const model = scriptedModel(
    (request) => {
      if (request.asker.directive === 'team/leaf') return { delayMs: 5000, text: 'leaf' };
      if (request.asker.place !== 'root') return branch(request, turnOf(request));
      return turnOf(request) === 1 ? { calls: [open(input)] } : { text: 'folded' };
    },
    { sleep: (ms, signal) => clock.sleep(ms, signal) },
  );
  const read = toolOf('test/read', { run: async () => ({ ok: true, result: { text: 'x'.repeat(2000) } }) });
  const directives = [directiveOf('team/lead'), directiveOf('team/leaf')];
  const fixture = new RuntimeFixture({ model, clock, directives, tools: [read], ...facts });
  const heard = (): JsonObject => told(model.requests.filter(({ asker }) => asker.place === 'root').at(-1)!);
  return { fixture, model, heard };
}

const readThenReturn = (_request: ModelRequest, turn: number): ScriptedAnswer =>
  turn === 1 ? { calls: [{ name: 'test_read', input: {} }] } : { calls: [returns('42 files')] };

describe('a branch', () => {
  it('brings back its message alone: nothing that it read comes to the one who opened it', async () => {
    const { fixture, model, heard } = folding(look('src'), readThenReturn);
    const { state, events } = await fixture.start();
    expect(state).toMatchObject({ status: 'completed', result: 'folded' });
    const branch = [...state.threads.values()].find((each) => each.branch)!;
    expect(branch.branch).toEqual({ description: 'Look at src', returned: { partial: false } });
    expect(heard()).toEqual({ branch_id: branch.id, message: '42 files' });
    expect(JSON.stringify(model.requests.filter(({ asker }) => asker.place === 'root'))).not.toContain('xxxx');
    expect(ofType(events, 'branch_opened')[0]?.data).toEqual({
      branch: branch.id,
      description: 'Look at src',
      prompt: 'Read src.',
    });
    expect(ofType(events, 'branch_returned')[0]?.data).toEqual({
      branch: branch.id,
      message: '42 files',
      partial: false,
    });
  });

  it('may be one of several that work side by side; each brings back its own', async () => {
    const branches = ['src', 'tests', 'docs'].map((what) => look(what));
    const { fixture, heard } = folding({ branches }, (request) => ({
      delayMs: 1000,
      calls: [returns(JSON.stringify(request.messages).includes('Read tests') ? 'of tests' : 'of others')],
    }));
    const { state } = await fixture.start();
    expect((heard()['branches'] as JsonObject[]).map(({ message }) => message)).toEqual([
      'of others',
      'of tests',
      'of others',
    ]);
    // Side by side: a second for all three, not one each.
    expect(Date.parse(state.lastAt ?? '') - Date.parse(state.startedAt ?? '')).toBeLessThan(2000);
  });

  it.each<[string, JsonObject]>([
    ['its budget', look('src', { budget: 0.08 })],
    ['its time', look('src', { timeout: 3 })],
  ])(
    'that comes to %s returns what it has said last, as partial, also where somebody could be asked',
    async (_what, input) => {
      const { fixture, heard } = folding(input, (_request, turn) => ({
        text: `so far ${turn}`,
        delayMs: 1000,
        usage: { output_tokens: 900 },
        calls: [{ name: 'test_read', input: { turn } }],
      }));
      const { state } = await fixture.start({ facts: { rye_version: '0.0.0', approve: 'ask' } });
      expect(state).toMatchObject({ status: 'completed', result: 'folded' });
      expect(heard()).toMatchObject({
        message: expect.stringMatching(/^so far \d/),
        partial: true,
        error: { code: 'limit_exceeded' },
      });
    },
  );

  it('that fails says why, and who opened it goes on', async () => {
    const { fixture, heard } = folding(look('src'), () => ({
      fail: { category: 'permanent', retryable: false, message: 'no such model' },
    }));
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(heard()).toMatchObject({ partial: true, status: 'error', error: { code: 'runtime/model-failed' } });
  });

  it('with more budget than its opener has is refused', async () => {
    const { fixture, heard } = folding(look('src', { budget: 50 }), readThenReturn);
    await fixture.start({ budgetUsd: 1 });
    expect(heard()).toMatchObject({ error: { code: 'insufficient_budget' } });
  });

  it('cannot go deeper than the run allows', async () => {
    const { fixture, heard } = folding(look('src'), readThenReturn, {
      directives: [directiveOf('team/lead', { limits: { depth: 0 } })],
    });
    await fixture.start();
    expect(heard()).toMatchObject({ error: { code: 'runtime/spawn-refused' } });
  });
});

describe('threads below a branch that returns', () => {
  const withLeaf = (how: JsonObject) =>
    folding(look('src'), (_request, turn) => {
      if (turn === 1) return { calls: [spawn('team/leaf', { async: true, key: 'leaf' })] };
      return { calls: [returns('done', turn === 2 ? {} : how)] };
    });

  it.each([
    ['wait', 'completed'],
    ['cancel', 'cancelled'],
  ])('are never lost silently: it has to say, and with "%s" they are %s', async (children, status) => {
    const { fixture, model, heard } = withLeaf({ children });
    const { state } = await fixture.start();
    const leaf = [...state.threads.values()].find(({ directive }) => directive === 'team/leaf');
    expect(leaf?.status).toBe(status);
    expect(heard()).toMatchObject({ message: 'done' });
    const second = model.requests
      .filter(({ asker }) => asker.place !== 'root' && asker.directive !== 'team/leaf')
      .at(-1);
    expect(resultsIn(second!)[0]).toContain('still at work');
  });
});

describe('a return as a branch', () => {
  it('is refused to a thread that is none', async () => {
    const model = scriptedModel((request) => (turnOf(request) === 1 ? { calls: [returns('x')] } : { text: 'ok' }));
    const { state } = await new RuntimeFixture({ model }).start();
    expect(state.status).toBe('completed');
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain('This thread is no branch');
  });
});

describe('a run with branches, cut off after any event', () => {
  it('comes to the same messages, and opens no branch twice', async () => {
    const make = () => folding({ branches: [look('src'), look('docs')] }, readThenReturn);
    const whole = make();
    const { events } = await whole.fixture.start();
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      // What is recorded together is there together, or not at all.
      if (events[upTo]?.type === 'branch_opened' || foldRun(events.slice(0, upTo)).status === 'completed') continue;
      const cut = make();
      await cut.fixture.adopt(whole.fixture, upTo);
      const { state, events: after } = await cut.fixture.resume();
      expect(state, `cut after ${upTo}`).toMatchObject({ status: 'completed', result: 'folded' });
      expect(state.threads.size, `cut after ${upTo}`).toBe(3);
      expect(ofType(after, 'branch_opened').length, `cut after ${upTo}`).toBe(2);
      expect(ofType(after, 'branch_returned').length, `cut after ${upTo}`).toBe(2);
    }
  });
});
