import { describe, expect, it } from 'vitest';
import { type Event, foldRun, type HookDefinition, type JsonObject, RyeError } from '#protocol';
import { recordSteering } from '#runtime';
import { directiveOf, ofType, RUN_ID, RuntimeFixture, required, toolOf } from '../../helpers/runtime-fixture.ts';
import { give, type ScriptedAnswer, scriptedModel, turnOf } from '../../helpers/scripted-model.ts';

const look = { name: 'test_look', input: {} };

function tool(id: string, params: JsonObject = {}): JsonObject {
  return { primary: 'execute', item_type: 'tool', item_id: id, params };
}

const control = (action: string, params: JsonObject = {}): JsonObject =>
  tool('rye/agent/threads/internal/control', { action, ...params });

function hook(id: string, event: string, action: JsonObject, more: Partial<HookDefinition> = {}): HookDefinition {
  return { id, event, action, ...more };
}

function hooked(
  hooks: HookDefinition[],
  answers: ScriptedAnswer[],
  facts: Partial<ConstructorParameters<typeof RuntimeFixture>[0]> = {},
) {
  let asked = 0;
  const model = scriptedModel(() => answers[asked++] ?? { text: 'done' });
  const notes = toolOf('test/note', { effect: 'once' });
  const lead = directiveOf('team/lead', { hooks });
  const fixture = new RuntimeFixture({ model, directives: [lead], tools: [toolOf('test/look'), notes], ...facts });
  return { fixture, model, notes };
}

const broken: ScriptedAnswer = {
  fail: { category: 'permanent', code: 'bad_request', message: 'no such thing', retryable: false },
};

describe('hooks on error', () => {
  it('see what kind of failure it was, and can have it tried again', async () => {
    const condition = { path: 'classification.category', op: 'eq', value: 'permanent' };
    const { fixture, model } = hooked(
      [hook('again', 'error', control('retry'), { condition })],
      [broken, { text: 'fine' }],
    );
    const { state, events } = await fixture.start();
    expect(state).toMatchObject({ status: 'completed', result: 'fine' });
    expect(model.requests).toHaveLength(2);
    expect(ofType(events, 'hooks_dispatched').map(({ data }) => data)).toEqual([
      { on: 'error', occasion: 1, answer: 'retry', hook: 'again' },
    ]);
  });

  it('cannot have it tried again for ever', async () => {
    const { fixture, model } = hooked(
      [hook('again', 'error', control('retry'))],
      Array.from({ length: 20 }, () => broken),
    );
    const { state } = await fixture.start();
    expect(state.error?.code).toBe('runtime/model-failed');
    expect(model.requests).toHaveLength(fixture.ports.settings.maxFailures);
  });

  it('leave it to the runtime where they say continue, and a later hook has no say then', async () => {
    const overload: ScriptedAnswer = { fail: { category: 'overloaded', retryable: true } };
    const hooks = [
      hook('go', 'error', control('continue')),
      hook('stop', 'error', control('fail', { error: 'enough' })),
    ];
    const { fixture } = hooked(hooks, [overload, { text: 'fine' }]);
    const { state, events } = await fixture.start();
    expect(state).toMatchObject({ status: 'completed', result: 'fine' });
    expect(ofType(events, 'hook_completed').map(({ data }) => data.hook)).toEqual(['go', 'stop']);
  });

  it('end the thread where they say fail, with their words or the failure’s', async () => {
    const words = await hooked(
      [hook('stop', 'error', control('fail', { error: 'told you: ${error.message}' }))],
      [broken],
    ).fixture.start();
    expect(words.state.error).toMatchObject({
      code: 'runtime/ended-by-hook',
      message: 'The hook stop ended the thread on error: told you: no such thing',
    });
    const none = await hooked([hook('stop', 'error', control('fail'))], [broken]).fixture.start();
    expect(none.state.error?.message).toContain('no such thing');
  });
});

describe('hooks on limit', () => {
  const always = Array.from({ length: 9 }, (): ScriptedAnswer => ({ calls: [look] }));
  const limited = (hooks: HookDefinition[]) =>
    hooked([], always, { directives: [directiveOf('team/lead', { hooks, limits: { turns: 2 } })] });

  it('see which, and without a decision the limit ends the thread as always', async () => {
    const { fixture, notes } = limited([
      hook(
        'tell',
        'limit',
        tool('test/note', {
          code: '${limit_code}',
          at: '${current_value}',
          tools: '${error_context.recent_tool_calls}',
        }),
      ),
    ]);
    const { state } = await fixture.start();
    expect(notes.runs).toMatchObject([
      { code: 'turns_exceeded', at: 2, tools: [{ tool: 'test_look', status: 'completed' }, { tool: 'test_look' }] },
    ]);
    expect(state.error?.message).toBe('limit_exceeded: turns (2/2)');
  });

  it('cannot lift it', async () => {
    for (const action of ['continue', 'retry']) {
      const { state } = await limited([hook('on', 'limit', control(action))]).fixture.start();
      expect(state.error?.code).toBe('limit_exceeded');
    }
  });

  it('that ask for a person fail the thread where nobody can answer', async () => {
    const { state } = await limited([hook('ask', 'limit', control('escalate'))]).fixture.start();
    expect(state.error).toMatchObject({
      code: 'runtime/ended-by-hook',
      message: expect.stringContaining('nobody can answer'),
    });
  });

  it('that ask for a person pause it where somebody can, once: told to go on, it asks about its limit', async () => {
    const { fixture } = limited([hook('ask', 'limit', control('suspend', { suspend_reason: 'look at it' }))]);
    const stop = new AbortController();
    const paused = await fixture.start({
      facts: { approve: 'ask' } as never,
      interrupt: stop.signal,
      observe: (events) => {
        if (events.some(({ type }) => type === 'thread_paused')) stop.abort();
      },
    });
    expect(paused.interrupted).toBe(true);
    expect(paused.root).toMatchObject({ status: 'paused', pause: { by: 'hook ask' } });
    expect(ofType(paused.events, 'thread_paused')[0]?.data.reason).toBe('look at it');
    const writer = await fixture.store.open(RUN_ID);
    await recordSteering(writer, { id: 'i1', kind: 'unpause', by: 'ann', target: paused.root.id } as never, {
      driver: { pid: 1, host: 'here' },
      projectRoot: '/project',
    });
    await writer.close();
    const { root, events } = await fixture.resume();
    expect(root.pause).toMatchObject({ by: 'rye', reason: 'limit of turns reached (2/2)' });
    expect(ofType(events, 'hook_completed')).toHaveLength(1);
  });
});

describe('hooks on after_step', () => {
  it('run once a turn that made calls, and see what it cost', async () => {
    const { fixture, notes } = hooked(
      [hook('count', 'after_step', tool('test/note', { turns: '${cost.turns}' }))],
      [{ calls: [look] }, { calls: [look, { ...look, input: { again: true } }] }],
    );
    await fixture.start();
    expect(notes.runs).toEqual([{ turns: 1 }, { turns: 2 }]);
  });

  it('end the thread before its next question where they abort', async () => {
    const { fixture, model } = hooked(
      [hook('stop', 'after_step', control('abort', { error: 'seen enough' }))],
      [{ calls: [look] }],
    );
    const { root, state } = await fixture.start();
    expect(root).toMatchObject({ status: 'cancelled', endedBy: { by: 'hook stop', reason: 'seen enough' } });
    expect(state.status).toBe('cancelled');
    expect(model.requests).toHaveLength(1);
  });

  it('of the project count as any other; only those of upkeep decide nothing', async () => {
    const value = (list: string) => ({
      [list]: [hook('stop', 'after_step', control('fail', { error: 'no' })) as unknown as JsonObject],
    });
    const from = (name: string, list: string) => ({
      [name]: [{ space: 'project' as const, path: 'p', value: value(list) }],
    });
    const project = hooked([], [{ calls: [look] }], { config: from('agent/hooks', 'hooks') });
    expect((await project.fixture.start()).state.status).toBe('error');
    const infra = hooked([], [{ calls: [look] }]);
    infra.fixture.ports.library.config = async () => value('infra_hooks');
    const { state, events } = await infra.fixture.start();
    expect(state.status).toBe('completed');
    expect(ofType(events, 'hook_completed').map(({ data }) => data.layer)).toEqual([4]);
  });

  it('that fail are recorded, and the thread goes on', async () => {
    const hooks = [hook('none', 'after_step', tool('test/none')), hook('odd', 'after_step', control('dance'))];
    const { state, events } = await hooked(hooks, [{ calls: [look] }]).fixture.start();
    expect(state.status).toBe('completed');
    expect(ofType(events, 'hook_failed').map(({ data }) => data.error.message)).toEqual([
      'The hook none did nothing: there is no tool "test/none".',
      expect.stringContaining('"dance" is no action; there are continue, skip'),
    ]);
  });
});

describe('hooks on directive_return', () => {
  it('see the outputs, and can refuse the end', async () => {
    const hooks = [
      hook('check', 'directive_return', control('fail', { error: 'the report is ${outputs.report}' }), {
        condition: { path: 'outputs.report', op: 'eq', value: 'bad' },
      }),
    ];
    const directives = [directiveOf('team/lead', { hooks, outputs: [required('report')] })];
    const bad = await hooked([], [{ calls: [give({ report: 'bad' })] }], { directives }).fixture.start();
    expect(bad.state.error?.message).toContain('the report is bad');
    const good = await hooked([], [{ calls: [give({ report: 'good' })] }], { directives }).fixture.start();
    expect(good.state).toMatchObject({ status: 'completed', outputs: { report: 'good' } });
  });
});

describe('hooks on context_limit_reached', () => {
  it('let a thread go on whose work nobody can take over, or end it', async () => {
    class NoIdError extends RyeError {
      readonly code = 'test/no-id';
    }
    const full: ScriptedAnswer = { calls: [look], usage: { input_tokens: 690, output_tokens: 5 } };
    const start = async (action: string) => {
      const hooks = [hook('full', 'context_limit_reached', control(action, { error: '${tokens_limit} are full' }))];
      const { fixture } = hooked(hooks, [full, { text: 'fine' }], { window: 700 });
      let ids = 0;
      const { randomness } = fixture.ports;
      fixture.ports.randomness = {
        hex: (bytes) => {
          ids += 1;
          if (ids > 1) throw new NoIdError('no more ids');
          return randomness.hex(bytes);
        },
      };
      return fixture.start();
    };
    expect((await start('continue')).state).toMatchObject({ status: 'completed', result: 'fine' });
    expect((await start('fail')).state.error?.message).toContain('700 are full');
    expect((await start('retry')).state.error?.code).toBe('test/no-id');
  });
});

describe('hooks on after_complete', () => {
  it('run when the thread has ended, before the run says so, and see what came of it', async () => {
    const { fixture, notes } = hooked(
      [hook('sum', 'after_complete', tool('test/note', { status: '${status}', result: '${result}' }))],
      [{ text: 'all well' }],
    );
    const { events } = await fixture.start();
    expect(notes.runs).toEqual([{ status: 'completed', result: 'all well' }]);
    expect(events.slice(-5).map(({ type }) => type)).toEqual(
      ['thread_completed', 'hook_started', 'hook_completed', 'hooks_dispatched', 'run_completed'].slice(-5),
    );
  });

  it('run for a thread that failed, and change nothing of its end', async () => {
    const { fixture } = hooked([hook('late', 'after_complete', control('retry'))], [broken]);
    const { state } = await fixture.start();
    expect(state.error?.code).toBe('runtime/model-failed');
  });
});

it('a thread that is paused while its hooks run begins no tool of a hook until it goes on, and runs none twice', async () => {
  const statuses: (string | undefined)[] = [];
  const statusOf = async (thread: string) => foldRun(await fixture.events()).threads.get(thread)?.status;
  const notes = toolOf('test/note', {
    effect: 'once',
    run: async ({ by }, { thread }) => {
      statuses.push(await statusOf(thread));
      if (by !== 'first') return { ok: true, result: null };
      void fixture.store.send(RUN_ID, { id: 'i1', kind: 'pause', by: 'ann' });
      while ((await statusOf(thread)) !== 'paused') await new Promise((resolve) => setImmediate(resolve));
      void fixture.ports.clock
        .sleep(1000, new AbortController().signal)
        .then(() => fixture.store.send(RUN_ID, { id: 'i2', kind: 'unpause', by: 'ann' }));
      return { ok: true, result: null };
    },
  });
  const hooks = ['first', 'second'].map((by) => hook(by, 'after_step', tool('test/note', { by })));
  const directives = [directiveOf('team/lead', { hooks })];
  const { fixture } = hooked([], [{ calls: [look] }], { tools: [toolOf('test/look'), notes], directives });
  const { state } = await fixture.start();
  expect(state.status).toBe('completed');
  expect(notes.runs).toEqual([{ by: 'first' }, { by: 'second' }]);
  expect(statuses).toEqual(['running', 'running']);
});

/** A call whose answer was lost is one more, so occasions may have other numbers. */
const decided = (events: Event[]) =>
  ofType(events, 'hooks_dispatched').map(({ data: { on, answer, hook: by } }) => ({ on, answer, by }));

describe('a run that is cut off after any event', () => {
  const hooks = [
    hook('start', 'thread_started', tool('test/note', { on: 'start' })),
    hook('step', 'after_step', tool('test/note', { on: 'step ${cost.turns}' })),
    hook('again', 'error', control('retry')),
    hook('back', 'directive_return', tool('test/note', { on: 'return' })),
    hook('end', 'after_complete', tool('test/note', { on: 'end' })),
  ];
  const script = () => {
    const model = scriptedModel((request) => {
      if (turnOf(request) === 2 && request.attempt === 1) return broken;
      return turnOf(request) === 3 ? { calls: [give({ report: 'r' })] } : { calls: [look] };
    });
    const notes = toolOf('test/note', { effect: 'once' });
    const directives = [directiveOf('team/lead', { hooks, outputs: [required('report')] })];
    return { notes, fixture: new RuntimeFixture({ model, directives, tools: [toolOf('test/look'), notes] }) };
  };

  it('comes to the same end, and no hook’s `once` tool runs twice, nor is its loss kept quiet', async () => {
    const source = script();
    const whole = await source.fixture.start();
    expect(source.notes.runs.map(({ on }) => on)).toEqual(['start', 'step 1', 'step 2', 'return', 'end']);
    for (let upTo = 1; upTo < whole.events.length; upTo += 1) {
      const again = script();
      await again.fixture.adopt(source.fixture, upTo);
      const { state, events } = await again.fixture.resume();
      expect(state, `cut after ${upTo}`).toMatchObject({ status: 'completed', outputs: { report: 'r' } });
      const began = ofType(whole.events.slice(0, upTo), 'hook_started').length;
      expect(began + again.notes.runs.length, `cut after ${upTo}`).toBe(5);
      const lost = ofType(events, 'hook_failed').map(({ data }) => data.error.message);
      const open = whole.events[upTo - 1]?.type === 'hook_started';
      expect(lost, `cut after ${upTo}`).toEqual(open ? [expect.stringContaining('outcome unknown')] : []);
      expect(decided(events), `cut after ${upTo} ${whole.events[upTo - 1]?.type}`).toEqual(decided(whole.events));
    }
  });
});
