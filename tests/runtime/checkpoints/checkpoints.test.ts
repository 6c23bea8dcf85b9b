import { describe, expect, it } from 'vitest';
import { type Directive, foldRun, type JsonObject, type ModelRequest } from '#protocol';
import { directiveOf, ofType, RuntimeFixture, toolOf } from '../../helpers/runtime-fixture.ts';
import { operation, resultsIn, type ScriptedCall, scriptedModel, turnOf } from '../../helpers/scripted-model.ts';

const checkpoint = (name: string, input: JsonObject = {}): ScriptedCall => ({
  name: `rye_agent_checkpoints_${name}`,
  input,
});
const save = (name: string, summary = `${name} is done`): ScriptedCall =>
  checkpoint('save', { name, summary, next_actions: ['build', 'ship'] });
const told = (request: ModelRequest): JsonObject[] => resultsIn(request).map((text) => JSON.parse(text) as JsonObject);

/** A root that makes these calls, one a turn. */
function calling(...calls: ScriptedCall[]) {
  const model = scriptedModel((request) => {
    const call = calls[turnOf(request) - 1];
    return call ? { text: `turn ${turnOf(request)}`, calls: [call] } : { text: 'done' };
  });
  return { fixture: new RuntimeFixture({ model, tools: [toolOf('test/look')] }), model };
}

describe('a checkpoint', () => {
  it('is a named point of the history, with what is to come', async () => {
    const { fixture, model } = calling(save('plan'), checkpoint('resume', { name: 'plan' }));
    const { events, state } = await fixture.start();
    const [saved] = ofType(events, 'checkpoint_saved');
    expect(saved?.data).toMatchObject({ name: 'plan', summary: 'plan is done', next_actions: ['build', 'ship'] });
    expect(state.checkpoints).toHaveLength(1);
    expect(told(model.requests.at(-1)!)[0]).toEqual({
      name: 'plan',
      summary: 'plan is done',
      next_actions: ['build', 'ship'],
      saved_by: 'root',
      at: saved?.at,
      seq: saved?.seq,
    });
  });

  it.each(['context', 'full'])(
    'brings back at the level %s what was said before it, and nothing of what came after',
    async (level) => {
      const { fixture, model } = calling(
        { name: 'test_look', input: { at: 'first' } },
        save('plan'),
        { name: 'test_look', input: { at: 'later' } },
        checkpoint('resume', { name: 'plan', level }),
      );
      await fixture.start();
      const text = String((told(model.requests.at(-1)!)[0] as { conversation: string }).conversation);
      expect(text).toContain('first');
      expect(text).not.toContain('later');
    },
  );

  it('of a name that is taken stands beside the earlier one; the newest is brought back', async () => {
    const { fixture, model } = calling(
      save('plan', 'one'),
      save('plan', 'two'),
      checkpoint('list', { limit: 1 }),
      checkpoint('resume', { name: 'plan' }),
    );
    await fixture.start();
    expect(told(model.requests[3]!)[0]).toMatchObject({ checkpoints: [{ summary: 'two' }], count: 2 });
    expect(told(model.requests[4]!)[0]).toMatchObject({ summary: 'two' });
  });

  it('that there is not is told with those that there are', async () => {
    const { fixture, model } = calling(save('plan'), checkpoint('resume', { name: 'plam' }));
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(resultsIn(model.requests.at(-1)!)[0]).toMatch(/runtime\/unknown-checkpoint.*There are plan/);
  });

  it('is saved once in a run that was cut off after any event', async () => {
    const make = () => calling(save('plan'), save('build'), checkpoint('list'));
    const whole = make();
    const { events } = await whole.fixture.start();
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      if (foldRun(events.slice(0, upTo)).status === 'completed') continue;
      const cut = make();
      await cut.fixture.adopt(whole.fixture, upTo);
      const { state } = await cut.fixture.resume();
      expect(
        state.checkpoints.map(({ name }) => name),
        `cut after ${upTo}`,
      ).toEqual(['plan', 'build']);
    }
  });
});

describe('a directive that asks for checkpoints', () => {
  const look: ScriptedCall = { name: 'test_look', input: {} };
  const saved = (events: Parameters<typeof ofType>[0]) => ofType(events, 'checkpoint_saved').map(({ data }) => data);

  /** Every answer reports that its request held so many tokens, of a window of 1000. */
  function fullAt(tokens: readonly number[], checkpoints: Directive['checkpoints'], threshold = 0) {
    const model = scriptedModel((request) => {
      const turn = turnOf(request);
      const usage = { input_tokens: tokens[turn - 1] ?? 0, output_tokens: 5 };
      if (turn > tokens.length) return { text: 'done' };
      return { text: `at ${tokens[turn - 1]}`, calls: [{ ...look, input: { turn } }], usage };
    });
    const lead = directiveOf('team/lead', checkpoints === undefined ? {} : { checkpoints });
    return new RuntimeFixture({
      model,
      directives: [lead],
      tools: [toolOf('test/look')],
      window: 1000,
      settings: { continuation: { threshold, carriedTokens: 50 } },
    });
  }

  it('gets one when the window has become fuller than 70 %, once', async () => {
    const { events } = await fullAt([300, 690, 800, 850], ['context']).start();
    expect(saved(events)).toMatchObject([
      { name: 'root context', moment: 'context', summary: 'at 690\n\n2 turns, 2 tool calls.' },
    ]);
  });

  it.each([[undefined], [['synthesis', 'handoff'] as const]])(
    'of other moments gets none then: %j',
    async (moments) => {
      const { events } = await fullAt([300, 900], moments && [...moments]).start();
      expect(saved(events)).toEqual([]);
    },
  );

  it('gets one before another thread goes on with the work', async () => {
    const { events } = await fullAt([100, 950], ['handoff'], 0.9).start();
    const at = events.findIndex(({ type }) => type === 'checkpoint_saved');
    expect(events[at]).toMatchObject({ data: { name: 'root handoff', summary: expect.stringMatching(/^at 950/) } });
    expect(events[at + 1]).toMatchObject({ type: 'thread_continued' });
  });

  it('gets one before results of threads are gathered, each time', async () => {
    const gather: ScriptedCall = operation('aggregate_results', { thread_ids: [] });
    const model = scriptedModel((request) =>
      turnOf(request) <= 2 ? { text: `turn ${turnOf(request)}`, calls: [gather] } : { text: 'done' },
    );
    const lead = directiveOf('team/lead', { checkpoints: ['synthesis'] });
    const make = () => new RuntimeFixture({ model, directives: [lead] });
    const whole = make();
    const { events } = await whole.start();
    expect(saved(events).map(({ summary }) => summary.slice(0, 6))).toEqual(['turn 1', 'turn 2']);
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      if (foldRun(events.slice(0, upTo)).status === 'completed') continue;
      const cut = make();
      await cut.adopt(whole, upTo);
      const { state } = await cut.resume();
      expect(state.checkpoints, `cut off after event ${upTo}`).toHaveLength(2);
    }
  });
});
