import { describe, expect, it } from 'vitest';
import { foldRun, type JsonObject, type ModelRequest, toUsd } from '#protocol';
import { directiveOf, ofType, RuntimeFixture, threadAt, toolOf } from '../../helpers/runtime-fixture.ts';
import {
  operation,
  resultsIn,
  type ScriptedAnswer,
  scriptedModel,
  textsIn,
  turnOf,
} from '../../helpers/scripted-model.ts';

const fleet = (name: string, input: JsonObject = {}) => ({ name: `rye_agent_fleet_${name}`, input });
const create = (name: string, more: JsonObject = {}) =>
  fleet('create_agent', { name, task: `You are ${name}.`, ...more });

/** The last results that a request has seen, as objects. */
const last = (request: ModelRequest): JsonObject[] => resultsIn(request).map((text) => JSON.parse(text) as JsonObject);

/** A root that makes these answers in turn, and agents that answer by the name of their place. */
function commanding(
  root: (request: ModelRequest, turn: number) => ScriptedAnswer,
  agents: (name: string, request: ModelRequest, turn: number) => ScriptedAnswer = (name) => ({
    text: `${name} is done`,
  }),
  facts: Parameters<typeof directiveOf>[1] = {},
) {
  const told: JsonObject[][] = [];
  const model = scriptedModel((request) => {
    if (request.asker.place !== 'root')
      return agents(request.asker.place.split('/').at(-1) ?? '', request, turnOf(request));
    told.push(last(request));
    return root(request, turnOf(request));
  });
  const tools = [toolOf('rye/file-system/write'), toolOf('rye/bash')];
  const fixture = new RuntimeFixture({ model, tools, directives: [directiveOf('team/lead', facts)] });
  return { fixture, model, told };
}

/** One answer a turn. */
const inTurn =
  (...answers: (ScriptedAnswer | ((request: ModelRequest) => ScriptedAnswer))[]) =>
  (request: ModelRequest, turn: number): ScriptedAnswer => {
    const answer = answers[turn - 1] ?? { text: 'reported' };
    return typeof answer === 'function' ? answer(request) : answer;
  };

const waitForAll = (request: ModelRequest): ScriptedAnswer => ({
  calls: [operation('wait_threads', { thread_ids: last(request).map(({ thread_id: id }) => id ?? '') })],
});

describe('an agent', () => {
  it('works beside who created it, on its own model, tools and budget', async () => {
    const { fixture, told } = commanding(
      inTurn(
        { calls: [create('writer', { model: 'small', tools: ['rye/file-system/*'], budget: 0.5, turns: 7 })] },
        waitForAll,
      ),
    );
    const { state } = await fixture.start({ budgetUsd: 2 });
    expect(state).toMatchObject({ status: 'completed', result: 'reported' });
    const writer = threadAt(state, 'root/writer');
    expect(writer).toMatchObject({
      model: 'small',
      agent: { name: 'writer' },
      limits: { spend: 0.5, turns: 7 },
      capabilities: ['rye.execute.tool.rye.file-system.*', 'rye.fetch.*'],
      result: 'writer is done',
    });
    expect(told[1]?.[0]).toMatchObject({
      agent_id: 'writer',
      thread_id: writer.id,
      status: 'running',
      budget_usd: 0.5,
    });
  });

  it('never has more than who created it', async () => {
    const { fixture } = commanding(
      inTurn({ calls: [create('writer', { tools: ['rye/bash', 'rye/file-system/write'] })] }, waitForAll),
      undefined,
      { permissions: ['rye.execute.tool.rye.agent.*', 'rye.execute.tool.rye.file-system.*'] },
    );
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/writer').capabilities).toEqual(['rye.execute.tool.rye.file-system.write']);
  });

  it('reads its task, and nothing of what who created it has seen', async () => {
    const { fixture, model } = commanding(inTurn({ text: 'a secret plan', calls: [create('writer')] }, waitForAll));
    await fixture.start();
    const request = model.requests.find(({ asker }) => asker.place === 'root/writer');
    expect(textsIn(request!).join('\n')).toContain('You are writer.');
    expect(JSON.stringify(request)).not.toContain('a secret plan');
  });

  it('that has ended goes on with what it knows when it is commanded again', async () => {
    const { fixture, told } = commanding(
      inTurn(
        { calls: [create('writer')] },
        waitForAll,
        { calls: [fleet('command_agent', { agent_id: 'writer', task: 'Now the index.' })] },
        waitForAll,
        { calls: [fleet('get_agent_output', { agent_id: 'writer' })] },
      ),
      (_name, request) => ({
        text: textsIn(request).some((text) => text.includes('Now the index.')) ? 'index done' : 'pages done',
      }),
    );
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/writer').status).toBe('continued');
    expect(threadAt(state, 'root/writer+1').result).toBe('index done');
    expect(told.at(-1)?.[0]).toMatchObject({ agent_id: 'writer', result: 'index done', commands: 2 });
  });

  it('that is at work reads a command at its next turn, once', async () => {
    const { fixture, model } = commanding(
      inTurn(
        { calls: [create('writer')] },
        { calls: [fleet('command_agent', { agent_id: 'writer', task: 'Shorter, please.' })] },
        { calls: [fleet('get_agent_status')] },
        (request) => ({ calls: [operation('wait_threads', { thread_ids: [threadOf(request)] })] }),
      ),
      (_name, request, turn) =>
        turn < 8 && !textsIn(request).some((text) => text.includes('Shorter'))
          ? { calls: [{ name: 'rye_file_system_write', input: { turn } }] }
          : { text: 'short' },
      {},
    );
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    const heard = model.requests.filter(({ asker }) => asker.place === 'root/writer').at(-1);
    expect(textsIn(heard!).filter((text) => text.includes('Shorter, please.'))).toHaveLength(1);
  });

  it('tells which files it read and wrote', async () => {
    const { fixture, told } = commanding(
      inTurn({ calls: [create('writer')] }, waitForAll, { calls: [fleet('get_agent_output', { agent_id: 'writer' })] }),
      (_name, _request, turn) =>
        turn === 1 ? { calls: [{ name: 'rye_file_system_write', input: { path: 'a.md' } }] } : { text: 'ok' },
    );
    const writes = toolOf('rye/file-system/write', {
      effect: 'idempotent',
      run: async (_input, { files }) => {
        await files.recordFile('docs/a.md', new TextEncoder().encode('x'));
        return { ok: true, result: { ok: true }, filesRead: ['src/a.ts'] };
      },
    });
    fixture.ports.toolbox.find = async (id) => (id === writes.spec.id ? writes : undefined);
    const { events } = await fixture.start();
    expect(ofType(events, 'file_written')[0]?.data).toMatchObject({ path: 'docs/a.md', bytes: 1 });
    expect(told.at(-1)?.[0]).toMatchObject({ files_consumed: ['src/a.ts'], files_produced: ['docs/a.md'] });
  });
});

/** The thread of the one agent, as its status tells it. */
function threadOf(request: ModelRequest): string {
  const [status] = last(request);
  const agents = status?.['agents'] as { thread_id: string }[];
  return agents[0]?.thread_id ?? '';
}

describe('an agent that is deleted', () => {
  const deleting = (...then: (ScriptedAnswer | ((request: ModelRequest) => ScriptedAnswer))[]) =>
    commanding(
      inTurn({ calls: [create('writer')] }, { calls: [fleet('delete_agent', { agent_id: 'writer' })] }, ...then),
      (_name, _request, turn) => ({ calls: [{ name: 'rye_file_system_write', input: { turn } }] }),
    );

  it('is ended, and keeps its record', async () => {
    const { fixture, told } = deleting(
      { calls: [fleet('get_agent_status')] },
      { calls: [fleet('get_agent_output', { agent_id: 'writer' })] },
    );
    const { state, events } = await fixture.start();
    expect(threadAt(state, 'root/writer')).toMatchObject({
      status: 'cancelled',
      endedBy: { by: 'root', reason: 'deleted' },
    });
    expect(ofType(events, 'agent_deleted')).toHaveLength(1);
    expect(told[3]?.[0]).toEqual({ agents: [], count: 0 });
    expect(told[4]?.[0]).toMatchObject({ agent_id: 'writer', status: 'deleted', ended_as: 'cancelled' });
    const { account } = threadAt(state, 'root');
    expect(toUsd(account.reserved)).toBe(0);
  });

  it('cannot be commanded, and who tries is told what to do', async () => {
    const { fixture, told } = deleting({ calls: [fleet('command_agent', { agent_id: 'writer', task: 'More.' })] });
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(told[3]?.[0]).toMatchObject({ error: { code: 'runtime/agent-deleted' } });
  });

  it('gives its name back, and its place stays its own', async () => {
    const { fixture } = deleting({ calls: [create('writer')] }, { calls: [fleet('delete_all_agents')] });
    const { state } = await fixture.start();
    expect([...state.byPlace.keys()]).toEqual(['root', 'root/writer', 'root/writer.2']);
    expect(threadAt(state, 'root/writer.2').agent).toMatchObject({ name: 'writer', deletedAt: expect.any(String) });
  });
});

describe('a call about an agent that cannot be made', () => {
  it.each<[string, JsonObject, string]>([
    ['command_agent', { agent_id: 'nobody', task: 'x' }, 'runtime/unknown-agent'],
    ['get_agent_output', { agent_id: 'nobody' }, 'runtime/unknown-agent'],
    ['get_agent_status', { agent_id: 'nobody' }, 'runtime/unknown-agent'],
    ['delete_agent', { agent_id: 'nobody' }, 'runtime/unknown-agent'],
    ['create_agent', { name: 'a/b', task: 'x' }, 'runtime/invalid-call'],
    ['create_agent', { name: 'a' }, 'runtime/invalid-call'],
    ['create_agent', { name: 'a', task: 'x', budget: -1 }, 'runtime/invalid-call'],
    ['create_agent', { name: 'a', task: 'x', budget: 50 }, 'insufficient_budget'],
    ['create_agent', { name: 'taken', task: 'x' }, 'runtime/agent-exists'],
  ])('%s of %j is told, and the thread goes on', async (name, input, code) => {
    const { fixture, told } = commanding(inTurn({ calls: [create('taken')] }, { calls: [fleet(name, input)] }));
    const { state } = await fixture.start({ budgetUsd: 2 });
    expect(state.status).toBe('completed');
    expect(JSON.stringify(told[2])).toContain(code);
  });

  it('names an agent of another thread as unknown', async () => {
    const { fixture, model } = commanding(
      inTurn(
        { calls: [create('one', { tools: ['rye/agent/fleet/*'] }), create('two', { tools: ['rye/agent/fleet/*'] })] },
        waitForAll,
      ),
      (name, _request, turn) =>
        name === 'two' && turn === 1 ? { calls: [fleet('delete_agent', { agent_id: 'one' })] } : { text: 'ok' },
    );
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/one').status).toBe('completed');
    const heard = model.requests.filter(({ asker }) => asker.place === 'root/two').at(-1)!;
    expect(resultsIn(heard)[0]).toContain('runtime/unknown-agent');
  });
});

describe('a run with agents, cut off after any event', () => {
  it('comes to the same agents and the same end, and its thread is told the same: none twice, no command twice', async () => {
    const make = () =>
      commanding(
        inTurn(
          { calls: [create('writer'), create('checker')] },
          waitForAll,
          { calls: [fleet('command_agent', { agent_id: 'writer', task: 'Once more.' })] },
          waitForAll,
          { calls: [fleet('delete_agent', { agent_id: 'checker' }), fleet('delete_all_agents')] },
        ),
      );
    const whole = make();
    const { events, state: wanted } = await whole.fixture.start();
    const places = (state: typeof wanted): string[] =>
      [...state.threads.values()].map(({ place, status }) => `${place} ${status}`);
    const deleted = (of: typeof events) =>
      ofType(of, 'tool_call_completed').flatMap(({ data }) => (data.tool.includes('/delete_') ? [data.result] : []));
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      const cut = make();
      await cut.fixture.adopt(whole.fixture, upTo);
      if (foldRun(events.slice(0, upTo)).status === 'completed') continue;
      const { state, events: after } = await cut.fixture.resume();
      expect(state.status, `cut after ${upTo}`).toBe('completed');
      expect(places(state).toSorted(), `cut after ${upTo}`).toEqual(places(wanted).toSorted());
      expect(
        ofType(after, 'agent_deleted')
          .map(({ data }) => data.agent)
          .toSorted(),
      ).toEqual(['checker', 'writer']);
      expect(deleted(after), `cut after ${upTo}`).toEqual(deleted(events));
    }
  });
});

describe('a thread that says how far it is', () => {
  it('has its words shown, and nothing else comes of them', async () => {
    const { fixture, told } = commanding(
      inTurn({ calls: [create('writer', { tools: ['rye/agent/threads/*', 'rye/file-system/*'] })] }, waitForAll, {
        calls: [fleet('get_agent_status', { agent_id: 'writer' })],
      }),
      (_name, _request, turn) =>
        turn === 1
          ? { calls: [{ name: 'rye_agent_threads_progress', input: { text: 'half', per_cent: 50 } }] }
          : { text: 'ok' },
    );
    const { state, events } = await fixture.start();
    expect(ofType(events, 'progress_reported').map(({ data }) => data)).toEqual([{ text: 'half', per_cent: 50 }]);
    expect(threadAt(state, 'root/writer').progress).toMatchObject({ text: 'half', perCent: 50 });
    expect(told.at(-1)?.[0]).toMatchObject({ progress: 'half' });
  });
});
