import { describe, expect, it } from 'vitest';
import {
  type ApprovalLayer,
  foldRun,
  type Intent,
  type JsonObject,
  pendingApprovals,
  readApprovalLayer,
  runDocument,
} from '#protocol';
import { loadApprovalRules, recordSteering } from '#runtime';
import {
  type CountingTool,
  directiveOf,
  type Outcome,
  ofType,
  RUN_ID,
  RuntimeFixture,
  threadAt,
  toolOf,
} from '../../helpers/runtime-fixture.ts';
import { resultsIn, scriptedModel, spawn, turnOf } from '../../helpers/scripted-model.ts';

const ASK = { facts: { rye_version: '0.0.0', approve: 'ask' as const } };
const AUTO = { facts: { rye_version: '0.0.0', approve: 'auto' as const } };

const rules = (...given: JsonObject[]): ApprovalLayer[] => {
  const layer = readApprovalLayer({ rules: given });
  if ('problem' in layer) throw new Error(layer.problem);
  return [layer];
};
const ASK_ALL = rules({ name: 'deploys', do: 'ask', capability: 'rye.execute.tool.test.deploy' });

/** A root that deploys with these inputs, one call a turn. */
function deploying(inputs: JsonObject[], approvals: ApprovalLayer[] = ASK_ALL) {
  const tool: CountingTool = toolOf('test/deploy', { effect: 'idempotent' });
  const model = scriptedModel((request) => {
    const input = inputs[turnOf(request) - 1];
    return input ? { text: 'It is time.', calls: [{ name: 'test_deploy', input }] } : { text: 'all done' };
  });
  const fixture = new RuntimeFixture({ model, tools: [tool], approvals });
  return { fixture, tool, model };
}

/** An answer to a question of a run that nobody drives. */
async function answer(
  fixture: RuntimeFixture,
  kind: 'approve' | 'deny',
  approval: string,
  args: JsonObject = {},
): Promise<{ refused?: string }> {
  const writer = await fixture.store.open(RUN_ID);
  try {
    const state = foldRun(writer.events);
    const asked = state.approvals.get(approval);
    const intent: Intent & { target: string } = {
      id: `${kind}-${approval}-${writer.events.length}`,
      kind,
      by: 'ann',
      target: asked?.thread ?? state.root ?? '',
      args: { approval, digest: asked?.digest ?? '', ...args },
    };
    return await recordSteering(writer, intent, { driver: { pid: 1, host: 'here' }, projectRoot: '/project' });
  } finally {
    await writer.close();
  }
}

const pendingIn = ({ state }: Outcome) => pendingApprovals(state).map(({ id }) => id);

describe('an action that a rule asks about', () => {
  it('does not run, its thread stands still, and the run waits with the question', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    const outcome = await fixture.start(ASK);
    expect(tool.runs).toEqual([]);
    expect(outcome.stalled).toBe(true);
    expect(outcome.state.status).toBe('waiting');
    expect(outcome.root.status).toBe('paused');
    const asked = ofType(outcome.events, 'approval_requested');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      call_id: outcome.root.turns[0]?.calls[0]?.callId,
      data: {
        approval: 'a1',
        action: { tool: 'test/deploy', input: { to: 'prod' } },
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        risk: 'elevated',
        rule: 'deploys',
        why: 'It is time.',
        asked_by: ['root'],
      },
    });
    expect(runDocument(outcome.state, { driven: false }).waiting_for).toEqual([
      {
        thread: outcome.root.id,
        kind: 'approval',
        id: 'a1',
        since: asked[0]?.at,
        action: 'test/deploy: {"to":"prod"}',
        digest: asked[0]?.data.digest,
        place: 'root',
        reason: 'It is time.',
      },
    ]);
  });

  it('runs once when it is approved, and the thread goes on', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    expect(await answer(fixture, 'approve', 'a1')).toEqual({});
    const { state } = await fixture.resume();
    expect(state).toMatchObject({ status: 'completed', result: 'all done' });
    expect(tool.runs).toEqual([{ to: 'prod' }]);
  });

  it('does not run when it is denied: the model reads why, and goes on', async () => {
    const { fixture, tool, model } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    await answer(fixture, 'deny', 'a1', { note: 'Not on a Friday.' });
    const { state, events } = await fixture.resume();
    expect(state.status).toBe('completed');
    expect(tool.runs).toEqual([]);
    expect(ofType(events, 'approval_denied')[0]?.data).toEqual({ approval: 'a1', by: 'ann', note: 'Not on a Friday.' });
    expect(ofType(events, 'tool_call_denied')[0]?.data.error.code).toBe('runtime/approval-denied');
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain('ann has denied it: Not on a Friday.');
  });

  it('runs with another input where that was approved, and the model is told so', async () => {
    const { fixture, tool, model } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    await answer(fixture, 'approve', 'a1', { input: { to: 'staging' } });
    const { events } = await fixture.resume();
    expect(tool.runs).toEqual([{ to: 'staging' }]);
    expect(ofType(events, 'tool_call_started')[0]?.data.input).toEqual({ to: 'staging' });
    const [asked, granted] = [ofType(events, 'approval_requested')[0], ofType(events, 'approval_granted')[0]];
    expect(granted?.data.digest).not.toBe(asked?.data.digest);
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain('"_approved_input":{"to":"staging"}');
  });

  it('is asked about once more where it is let go on without an answer, and asks no model', async () => {
    const { fixture, tool, model } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    const outcome = await fixture.resume();
    expect(outcome.stalled).toBe(true);
    expect(pendingIn(outcome)).toEqual(['a1']);
    expect(model.requests).toHaveLength(1);
    expect(tool.runs).toEqual([]);
  });

  it('is denied where nobody can answer', async () => {
    const { fixture, tool, model } = deploying([{ to: 'prod' }]);
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(tool.runs).toEqual([]);
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain('nobody can answer');
  });

  it('runs where everything is approved, with the question and its answer in the log', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    const { events } = await fixture.start(AUTO);
    expect(tool.runs).toHaveLength(1);
    expect(ofType(events, 'approval_granted')[0]?.data).toMatchObject({ by: '--approve auto' });
  });

  it('is void when its thread is cancelled, and an answer says so', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    const { root } = await fixture.start(ASK);
    const writer = await fixture.store.open(RUN_ID);
    await recordSteering(
      writer,
      { id: 'cancel-1', kind: 'cancel', by: 'ann', target: root.id },
      { driver: { pid: 1, host: 'here' }, projectRoot: '/project' },
    );
    await writer.close();
    expect((await answer(fixture, 'approve', 'a1')).refused).toContain('it has ended already');
    expect(pendingApprovals(foldRun(await fixture.events()))).toEqual([]);
    expect(tool.runs).toEqual([]);
  });

  it('stays as it is where somebody has paused its thread meanwhile, until that ends too', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    const { root } = await fixture.start(ASK);
    const writer = await fixture.store.open(RUN_ID);
    await recordSteering(
      writer,
      { id: 'pause-1', kind: 'pause', by: 'bob', target: root.id },
      { driver: { pid: 1, host: 'here' }, projectRoot: '/project' },
    );
    await writer.close();
    await answer(fixture, 'approve', 'a1');
    expect(threadAt(foldRun(await fixture.events()), 'root')).toMatchObject({ status: 'paused', pause: { by: 'bob' } });
    await fixture.resume();
    expect(tool.runs).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['to a question that nobody asks', 'a7', {}, 'nobody asks "a7"'],
    ['for another action', 'a1', { digest: 'f'.repeat(64) }, 'another action'],
    [
      'with a pattern that does not fit',
      'a1',
      { scope: 'pattern', pattern: 'git *' },
      'does not fit the action itself',
    ],
    ['without the pattern', 'a1', { scope: 'pattern' }, 'names no pattern'],
    ['with an input that is none', 'a1', { input: 'x' }, 'no mapping'],
  ])('%s is refused, and the question stands', async (_what, id, args, reason) => {
    const { fixture } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    expect((await answer(fixture, 'approve', id, args)).refused).toContain(reason);
    expect(pendingApprovals(foldRun(await fixture.events()))).toHaveLength(1);
  });

  it('that comes second is refused, and names the first', async () => {
    const { fixture } = deploying([{ to: 'prod' }]);
    await fixture.start(ASK);
    await answer(fixture, 'deny', 'a1');
    expect((await answer(fixture, 'approve', 'a1')).refused).toBe('a1 was denied already, by ann');
  });

  it('for the rest of the run covers what the same rule asks about the same tool', async () => {
    const { fixture, tool } = deploying([{ to: 'one' }, { to: 'two' }]);
    await fixture.start(ASK);
    await answer(fixture, 'approve', 'a1', { scope: 'run' });
    const { events, state } = await fixture.resume();
    expect(state.status).toBe('completed');
    expect(tool.runs).toHaveLength(2);
    expect(ofType(events, 'approval_granted').map(({ data }) => [data.approval, data.under])).toEqual([
      ['a1', undefined],
      ['a2', 'a1'],
    ]);
  });

  it('once does not cover the same action when it is asked for again', async () => {
    const { fixture, tool } = deploying([{ to: 'one' }, { to: 'one' }]);
    await fixture.start(ASK);
    await answer(fixture, 'approve', 'a1');
    const outcome = await fixture.resume();
    expect(pendingIn(outcome)).toEqual(['a2']);
    expect(tool.runs).toHaveLength(1);
  });

  it('by pattern covers what fits it, and nothing that hides behind it', async () => {
    const commands = ['git push origin', 'git push fork', 'git push x; rm -rf .'];
    const tool = toolOf('test/deploy');
    const model = scriptedModel((request) => {
      const command = commands[turnOf(request) - 1];
      return command === undefined ? { text: 'done' } : { calls: [{ name: 'test_deploy', input: { command } }] };
    });
    const fixture = new RuntimeFixture({ model, tools: [tool], approvals: rules({ do: 'ask', command: 'git push*' }) });
    await fixture.start(ASK);
    await answer(fixture, 'approve', 'a1', { scope: 'pattern', pattern: 'git push *' });
    const outcome = await fixture.resume();
    expect(tool.runs.map(({ command }) => command)).toEqual(commands.slice(0, 2));
    expect(pendingIn(outcome)).toEqual(['a3']);
  });
});

describe('an action whose tool has another text by the time of the answer', () => {
  it('is void, is asked about again, and never ran', async () => {
    const { fixture, tool } = deploying([{ to: 'prod' }]);
    const source = {
      space: 'project' as const,
      path: '.ai/tools/test/deploy.sh',
      text: 'echo 1',
      sha256: '1'.repeat(64),
    };
    tool.spec.source = source;
    await fixture.start(ASK);
    await answer(fixture, 'approve', 'a1');
    tool.spec.source = { ...source, text: 'rm -rf /', sha256: '2'.repeat(64) };
    const outcome = await fixture.resume();
    expect(ofType(outcome.events, 'approval_voided').map(({ data }) => data.approval)).toEqual(['a1']);
    expect(pendingIn(outcome)).toEqual(['a2']);
    expect(tool.runs).toEqual([]);
    expect((await answer(fixture, 'approve', 'a1')).refused).toContain('a1 is void');
  });
});

describe('questions of many threads', () => {
  it('stand in one queue with the path of who asks, and each goes on by itself', async () => {
    const tool = toolOf('test/deploy');
    const model = scriptedModel((request) => {
      const turn = turnOf(request);
      if (turn > 1) return { text: 'done' };
      if (request.asker.directive === 'team/lead')
        return { calls: [spawn('team/mid', { key: 'a' }), spawn('team/mid', { key: 'b' })] };
      if (request.asker.directive === 'team/mid') return { calls: [spawn('team/leaf', { key: 'x' })] };
      return { calls: [{ name: 'test_deploy', input: { from: request.asker.place } }] };
    });
    const directives = ['team/lead', 'team/mid', 'team/leaf'].map((id) => directiveOf(id));
    const fixture = new RuntimeFixture({ model, directives, tools: [tool], approvals: ASK_ALL });
    // Calls of one turn are made one after the other, so the second half is asked about later.
    const first = await fixture.start(ASK);
    expect(pendingApprovals(first.state).map(({ askedBy }) => askedBy)).toEqual([['root', 'root/a', 'root/a/x']]);
    await answer(fixture, 'approve', 'a1');
    const second = await fixture.resume();
    expect(pendingApprovals(second.state).map(({ askedBy }) => askedBy)).toEqual([['root', 'root/b', 'root/b/x']]);
    await answer(fixture, 'deny', 'a2');
    const last = await fixture.resume();
    expect(last.state.status).toBe('completed');
    expect(tool.runs).toEqual([{ from: 'root/a/x' }]);
  });

  it('do not keep other threads from going on', async () => {
    const tool = toolOf('test/deploy');
    const model = scriptedModel((request) => {
      const turn = turnOf(request);
      if (request.asker.directive === 'team/lead')
        return turn === 1
          ? { calls: [spawn('team/leaf', { key: 'asks', async: true }), spawn('team/free', { key: 'free' })] }
          : { text: 'done' };
      if (request.asker.directive === 'team/free') return { text: 'free as ever' };
      return turn === 1 ? { calls: [{ name: 'test_deploy', input: {} }] } : { text: 'done' };
    });
    const directives = ['team/lead', 'team/free', 'team/leaf'].map((id) => directiveOf(id));
    const fixture = new RuntimeFixture({
      model,
      directives,
      tools: [tool],
      approvals: ASK_ALL,
      settings: { maxThreads: 2 },
    });
    const { state } = await fixture.start(ASK);
    expect(threadAt(state, 'root/free').status).toBe('completed');
    expect(threadAt(state, 'root/asks').status).toBe('paused');
  });

  it('about a spawn are answered like any other: its inputs can be changed', async () => {
    const seen: JsonObject[] = [];
    const model = scriptedModel((request) => {
      if (request.asker.directive === 'team/leaf') {
        seen.push(request.asker.inputs);
        return { text: 'leaf' };
      }
      return turnOf(request) === 1
        ? { calls: [spawn('team/leaf', { parameters: { what: 'all' } })] }
        : { text: 'done' };
    });
    const directives = ['team/lead', 'team/leaf'].map((id) => directiveOf(id));
    const approvals = rules({ do: 'ask', capability: 'rye.execute.directive.team.*' });
    const fixture = new RuntimeFixture({ model, directives, approvals });
    const asked = await fixture.start(ASK);
    expect(asked.state.threads.size).toBe(1);
    const input = { ...asked.state.approvals.get('a1')!.action.input, parameters: { what: 'half' } };
    await answer(fixture, 'approve', 'a1', { input });
    const { state } = await fixture.resume();
    expect(state.status).toBe('completed');
    expect(seen).toEqual([{ what: 'half' }]);
  });
});

describe('rules', () => {
  it.each<[string, JsonObject[], JsonObject, 'runs' | 'asks' | 'denied']>([
    ['nothing fits', [{ do: 'deny', capability: 'rye.execute.tool.other' }], {}, 'runs'],
    ['the first of a file that fits counts', [{ do: 'allow' }, { do: 'deny' }], {}, 'runs'],
    ['a path', [{ do: 'deny', path: 'infra/*' }], { path: '/project/infra/main.tf' }, 'denied'],
    ['a path written another way', [{ do: 'deny', path: 'infra/*' }], { path: 'src/../infra/main.tf' }, 'denied'],
    ['another path', [{ do: 'deny', path: 'infra/*' }], { path: 'src/main.ts' }, 'runs'],
    ['a host', [{ do: 'ask', host: '*.prod.example' }], { url: 'https://API.prod.example/x' }, 'asks'],
    ['a risk', [{ do: 'ask', risk: 'elevated' }], {}, 'asks'],
    ['all that a rule names has to fit', [{ do: 'ask', risk: 'elevated', host: 'a.example' }], {}, 'runs'],
    ['a command', [{ do: 'ask', command: 'git push*' }], { command: 'cd x && sudo git push' }, 'asks'],
    ['a command in quotes', [{ do: 'ask', command: 'git push*' }], { command: 'bash -c "cd x; git push"' }, 'asks'],
    ['a command by its path', [{ do: 'ask', command: 'rm *' }], { command: 'echo $(/bin/rm -rf x)' }, 'asks'],
    [
      'an allowed command',
      [{ do: 'allow', command: 'npm *' }, { do: 'ask' }],
      { command: 'npm test && npm run x' },
      'runs',
    ],
    ['more than is allowed', [{ do: 'allow', command: 'npm *' }, { do: 'ask' }], { command: 'npm test; rm x' }, 'asks'],
    ['something hidden', [{ do: 'allow', command: 'npm *' }, { do: 'ask' }], { command: 'npm test $(rm x)' }, 'asks'],
  ])('%s', async (_what, given, input, becomes) => {
    const { fixture, tool } = deploying([input], rules(...given));
    const { events } = await fixture.start(ASK);
    const asked = ofType(events, 'approval_requested').length;
    const denied = ofType(events, 'tool_call_denied').length;
    expect({ ran: tool.runs.length, asked, denied }).toEqual({
      ran: becomes === 'runs' ? 1 : 0,
      asked: becomes === 'asks' ? 1 : 0,
      denied: becomes === 'denied' ? 1 : 0,
    });
  });

  it('of several files: the strictest counts, whoever wrote it', async () => {
    const [user, project] = [rules({ do: 'ask', name: 'mine' }), rules({ do: 'allow' })];
    const { fixture } = deploying([{}], [...user, ...project]);
    const { events } = await fixture.start(ASK);
    expect(ofType(events, 'approval_requested')[0]?.data.rule).toBe('mine');
  });

  it('that do not read are refused, and the place is named', async () => {
    const load = (value: unknown) =>
      loadApprovalRules({
        configLayers: async () => [{ space: 'project', path: 'approvals.yaml', value: value as JsonObject }],
      });
    await expect(load({ rules: [{ do: 'maybe' }] })).rejects.toMatchObject({
      code: 'runtime/bad-approval-rules',
      message: expect.stringContaining('approvals.yaml: "rules.0.do" is not usable'),
    });
    await expect(load({ rules: [{ do: 'ask', comand: 'x' }] })).rejects.toMatchObject({
      code: 'runtime/bad-approval-rules',
    });
  });
});

describe('a run with questions, cut off after any event', () => {
  it('never runs an action that nobody approved, and an approved one once', async () => {
    const whole = deploying([{ to: 'one' }, { to: 'two' }, { to: 'three' }]);
    await whole.fixture.start(ASK);
    await answer(whole.fixture, 'approve', 'a1');
    await whole.fixture.resume();
    await answer(whole.fixture, 'deny', 'a2');
    await whole.fixture.resume();
    await answer(whole.fixture, 'approve', 'a3', { input: { to: 'four' } });
    await whole.fixture.resume();
    const events = await whole.fixture.events();
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      const cut = deploying([{ to: 'one' }, { to: 'two' }, { to: 'three' }]);
      await cut.fixture.adopt(whole.fixture, upTo);
      const before = foldRun(events.slice(0, upTo));
      // What had begun and has no end is not known to have run: it is told, and not done again.
      const begun = [...before.threads.values()]
        .flatMap(({ turns }) => turns.flatMap(({ calls }) => calls))
        .filter(({ startedSeq }) => startedSeq !== undefined);
      for (let rounds = 0; rounds < 6; rounds += 1) {
        const { state } = await cut.fixture.resume();
        const [open] = pendingApprovals(state);
        if (!open) break;
        const n = Number(open.id.slice(1));
        await answer(cut.fixture, n === 2 ? 'deny' : 'approve', open.id, n === 3 ? { input: { to: 'four' } } : {});
      }
      const ran = cut.tool.runs.map(({ to }) => to);
      const after = foldRun(await cut.fixture.events());
      expect(after.status, `cut after ${upTo}`).toBe('completed');
      expect(new Set(ran).size, `cut after ${upTo}`).toBe(ran.length);
      expect(ran).not.toContain('two');
      expect(ran.length, `cut after ${upTo}`).toBeLessThanOrEqual(2 - begun.length);
    }
  });
});
