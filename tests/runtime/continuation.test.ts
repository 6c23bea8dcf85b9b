import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conversationOf,
  foldRun,
  isFinal,
  type JsonObject,
  type ModelRequest,
  type RunState,
  type ThreadState,
} from '#protocol';
import { carryTurns } from '../../src/runtime/continuation/carry-turns.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import {
  directiveOf,
  type Outcome,
  ofType,
  RuntimeFixture,
  required,
  statesOf,
  threadAt,
  toolOf,
} from '../helpers/runtime-fixture.ts';
import { give, operation, type ScriptedAnswer, scriptedModel, spawn } from '../helpers/scripted-model.ts';

const look = { name: 'test_look', input: {} };

/** These models look at the same thing until their window is full. */
const patience = { sameCallTimes: 0, unusableTurns: 0 };

/** Each answer fills the window by so much more. */
const filling = (request: ModelRequest, answer: ScriptedAnswer, perMessage = 100): ScriptedAnswer => ({
  ...answer,
  usage: { input_tokens: request.messages.length * perMessage, output_tokens: 5 },
});

/** How often a chain has answered before, by what it was told of it. */
const stepOf = (request: ModelRequest): number => {
  const said = JSON.stringify(request.messages).match(/step (\d+) done/g) ?? [];
  return said.length === 0 ? 1 : Math.max(...said.map((text) => Number(/\d+/.exec(text)?.[0]))) + 1;
};

function worker(total: number, facts: Parameters<typeof directiveOf>[1] = {}) {
  const model = scriptedModel((request) => {
    const step = stepOf(request);
    const text = `step ${step} done`;
    return filling(request, step >= total ? { text, calls: [give({ steps: step })] } : { text, calls: [look] });
  });
  const lead = directiveOf('team/lead', { outputs: [required('steps')], ...facts });
  const fixture = new RuntimeFixture({
    model,
    directives: [lead],
    tools: [toolOf('test/look')],
    window: 700,
    settings: { patience, continuation: { threshold: 0.9, carriedTokens: 60 } },
  });
  return { model, fixture };
}

const chain = (state: RunState): ThreadState[] => [...state.threads.values()];

describe('a thread whose window is full', () => {
  it('is continued by another, with its inputs, limits, model and capabilities, and the run ends with the last one’s outputs', async () => {
    const { fixture } = worker(8);
    const { state } = await fixture.start({ inputs: { colour: 'red' } });
    const threads = chain(state);
    expect(threads.length).toBeGreaterThan(2);
    expect(state).toMatchObject({ status: 'completed', outputs: { steps: 8 } });
    expect(threads.map(({ place }) => place)).toEqual(['root', 'root+1', 'root+2'].slice(0, threads.length));
    const [first, ...links] = threads as [ThreadState, ...ThreadState[]];
    for (const [index, link] of links.entries()) {
      expect(link).toMatchObject({
        continuationOf: threads[index]!.id,
        inputs: { colour: 'red' },
        model: first.model,
        capabilities: first.capabilities,
        depth: 0,
        limits: { turns: first.limits.turns, tokens: first.limits.tokens },
      });
      expect(link.account.limit).toBeUndefined();
    }
    for (const { status } of threads.slice(0, -1)) expect(status).toBe('continued');
  });

  it('shows the other the task, its last turns whole, and where it stands', async () => {
    const { fixture, model } = worker(8);
    const { state } = await fixture.start();
    const link = threadAt(state, 'root+1');
    const request = model.requests.find(({ asker }) => asker.thread === link.id)!;
    const [prompt, ...rest] = request.messages;
    expect(prompt).toMatchObject({ role: 'user', content: [{ text: expect.stringContaining('Do team/lead.') }] });
    expect(rest.map(({ role }) => role)).toEqual(rest.map((_, index) => (index % 2 === 0 ? 'assistant' : 'user')));
    const last = rest.at(-1)!.content;
    expect(last[0]).toMatchObject({ type: 'tool_result' });
    expect(last[1]).toMatchObject({ type: 'text', text: expect.stringContaining('Earlier turns are left out') });
    checkPairs(request);
  });

  it('says in the log why, and how full it was', async () => {
    const { fixture } = worker(8);
    const { events } = await fixture.start();
    expect(ofType(events, 'thread_continued')[0]?.data.reason).toMatch(/its context holds \d+ tokens of 700/);
  });

  it('does not get more turns than its directive allows: those of a chain count together', async () => {
    const { fixture } = worker(50, { limits: { turns: 7 } });
    const { state } = await fixture.start();
    const turns = chain(state).reduce((sum, thread) => sum + thread.turns.length, 0);
    expect(turns).toBe(7);
    expect(state.error).toMatchObject({ code: 'limit_exceeded' });
    expect(state.error?.message).toContain('turns (7/7)');
  });

  it('does not get more money: a chain spends what its first thread was given', async () => {
    const { fixture } = worker(50);
    const { state, events } = await fixture.start({ budgetUsd: 0.05 });
    const root = threadAt(state, 'root').account;
    expect(chain(state).length).toBeGreaterThan(1);
    expect(root.own + root.children).toBe(chain(state).reduce((sum, { account }) => sum + account.own, 0));
    expect(root.own + root.children).toBeLessThanOrEqual(50_000_000);
    expect(root.reserved).toBe(0);
    expect(state.error?.message).toContain('limit_exceeded: spend');
    for (const { state: at } of statesOf(events)) {
      const account = at.threads.get(at.root ?? '')?.account;
      if (account) expect(account.own + account.children + account.reserved).toBeLessThanOrEqual(50_000_000);
    }
  });

  it('is never continued where the threshold is 0, nor before it has answered', async () => {
    const { fixture } = worker(8);
    fixture.ports.settings.continuation.threshold = 0;
    const { state } = await fixture.start();
    expect(chain(state)).toHaveLength(1);
  });

  it('is told what its directive’s own continuation says, where it names one', async () => {
    const { model } = worker(8);
    const fixture = new RuntimeFixture({
      model,
      directives: [
        directiveOf('team/lead', { outputs: [required('steps')], continuationDirective: 'team/go-on' }),
        directiveOf('team/go-on', { body: 'Go on with {input:original_directive} after {input:previous_thread_id}.' }),
      ],
      tools: [toolOf('test/look')],
      settings: { patience },
      window: 700,
    });
    const { state } = await fixture.start();
    expect(threadAt(state, 'root+1').context?.closing).toBe(
      `Go on with team/lead after ${threadAt(state, 'root').id}.`,
    );
  });
});

describe('an orchestrator whose window is full', () => {
  /** Spawns two scouts, is continued while they work, and waits for them in the next thread. */
  function orchestrator(scout: (request: ModelRequest) => ScriptedAnswer) {
    const clock = new FakeClock();
    const model = scriptedModel(
      (request) => {
        if (request.asker.directive === 'team/scout') return scout(request);
        const text = JSON.stringify(request.messages);
        const ids = [...new Set(text.match(/team-scout-\d+-[0-9a-f]{4}/g) ?? [])];
        if (ids.length === 0)
          return filling(
            request,
            { calls: [spawn('team/scout', { async: true }), spawn('team/scout', { async: true })] },
            700,
          );
        if (!text.includes('list_active')) return filling(request, { calls: [operation('list_active')] }, 10);
        if (!text.includes('wait_threads'))
          return filling(request, { calls: [operation('wait_threads', { thread_ids: ids })] }, 10);
        return { text: 'all back' };
      },
      { sleep: (ms, signal) => clock.sleep(ms, signal) },
    );
    return new RuntimeFixture({
      model,
      clock,
      directives: [directiveOf('team/lead'), directiveOf('team/scout')],
      tools: [toolOf('test/look')],
      window: 700,
    });
  }

  it('keeps what it has spawned: the next thread lists it, waits for it, and its cost is below the first', async () => {
    const fixture = orchestrator(() => ({ text: 'ok', delayMs: 5000 }));
    const { state, events } = await fixture.start();
    const link = threadAt(state, 'root+1');
    expect(state).toMatchObject({ status: 'completed', result: 'all back' });
    const listed = ofType(events, 'tool_call_completed').find(
      ({ thread, data }) => thread === link.id && 'count' in (data.result as JsonObject),
    );
    expect(listed?.data.result).toMatchObject({ count: 2 });
    expect(ofType(events, 'thread_waiting')[0]?.thread).toBe(link.id);
    expect(threadAt(state, 'root').children).toHaveLength(3);
  });

  it('that fails ends all that its chain has spawned', async () => {
    const fixture = orchestrator(() => ({ hang: true }));
    fixture.ports.settings.limits.duration_seconds = 10;
    const { state } = await fixture.start();
    expect(threadAt(state, 'root+1').status).toBe('error');
    expect(['root/scout[0]', 'root/scout[1]'].map((place) => isFinal(threadAt(state, place).status))).toEqual([
      true,
      true,
    ]);
  });
});

describe('a run with chains that is cut off after any event, and gone on with', () => {
  /** Window, resume and handoff in one story. */
  function story() {
    const clock = new FakeClock();
    const model = scriptedModel(
      (request) => {
        const { directive, place } = request.asker;
        const step = stepOf(request);
        const text = `step ${step} done`;
        if (directive === 'team/scout') {
          if (place.includes('+')) return { text: `${place} went on` };
          return place.endsWith('[0]') ? { text, calls: [look], delayMs: 50 } : { text: 'found nothing' };
        }
        const said = JSON.stringify(request.messages);
        const ids = [...new Set(said.match(/team-scout-\d+-[0-9a-f]{4}/g) ?? [])];
        if (step === 1)
          return filling(request, { text, calls: [spawn('team/scout', { async: true }), spawn('team/scout')] });
        if (step === 2)
          return filling(
            request,
            { text, calls: [operation('resume_thread', { thread_id: ids[1]!, message: 'again' })] },
            250,
          );
        if (step === 3)
          return filling(request, {
            text,
            calls: [
              operation('handoff_thread', {
                thread_id: /- (\S+): root.scout\[0\], /.exec(said)![1]!,
                message: 'you now',
              }),
            ],
          });
        return { text, calls: [give({ report: 'whole' })] };
      },
      { sleep: (ms, signal) => clock.sleep(ms, signal) },
    );
    return new RuntimeFixture({
      model,
      clock,
      directives: [directiveOf('team/lead', { outputs: [required('report')] }), directiveOf('team/scout')],
      tools: [toolOf('test/look')],
      window: 700,
    });
  }
  const outcomeOf = ({ state }: Outcome) => ({
    status: state.status,
    outputs: state.outputs,
    threads: chain(state).map(({ place, status, result, continuation }) => ({
      place,
      status,
      result,
      why: continuation?.why,
    })),
  });

  it('comes to the same chains and the same end', async () => {
    const source = story();
    const undisturbed = await source.start();
    expect(outcomeOf(undisturbed)).toMatchObject({ status: 'completed', outputs: { report: 'whole' } });
    expect(
      outcomeOf(undisturbed)
        .threads.map(({ place, why }) => `${place} ${why ?? ''}`)
        .sort(),
    ).toEqual([
      'root ',
      'root+1 window',
      'root/scout[0] ',
      'root/scout[0]+1 handoff',
      'root/scout[1] ',
      'root/scout[1]+1 resume',
    ]);
    for (let upTo = 1; upTo < undisturbed.events.length; upTo += 1) {
      const resumed = story();
      await resumed.adopt(source, upTo);
      const outcome = await resumed.resume();
      expect(outcomeOf(outcome), `cut after event ${upTo}`).toEqual(outcomeOf(undisturbed));
      for (const { account } of outcome.state.threads.values()) expect(account.reserved).toBe(0);
    }
  });
});

describe('what a continuation still sees', () => {
  const turn = fc.record({ text: fc.nat(400), calls: fc.nat(2) });

  it('is the end of the chain, in whole turns, at least one, and no more than fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(turn, { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
        fc.nat(600),
        (links, most) => {
          const { state, last } = chainOf(links);
          const carried = carryTurns(state, last, most);
          const all = links.flatMap((turns, index) => turns.map((_, at) => `t${index} ${at}`));
          const seen = carried.flatMap(({ thread, from, to }) =>
            Array.from({ length: to - from }, (_, at) => `${thread} ${from + at}`),
          );
          expect(seen).toEqual(all.slice(all.length - seen.length));
          if (all.length > 0) expect(seen.length).toBeGreaterThan(0);
          const size = JSON.stringify(
            carried.flatMap(({ thread, from, to }) => state.threads.get(thread)!.turns.slice(from, to)),
          ).length;
          if (seen.length > 1) expect(size).toBeLessThan(most * 4 + 200 * seen.length);
        },
      ),
    );
  });

  it('tells of a call that had begun, and of one that had not, when the thread ended', () => {
    const { state, last } = chainOf([[{ text: 3, calls: 2 }]]);
    const calls = state.threads.get('t0')!.turns[0]!.calls;
    delete calls[0]!.end;
    delete calls[1]!.end;
    calls[0]!.startedSeq = 7;
    last.carried = state.threads.get('t0')!.turns;
    const reply = conversationOf(last).at(-1)!.content;
    expect(reply).toMatchObject([
      { type: 'tool_result', content: expect.stringContaining('outcome unknown'), is_error: true },
      { type: 'tool_result', content: expect.stringContaining('Not made'), is_error: true },
    ]);
  });
});

/** Threads `t0`, `t1`… that continue one another, and one more that has done nothing. */
function chainOf(links: { text: number; calls: number }[][]): { state: RunState; last: ThreadState } {
  const state = foldRun([]);
  const threads = [...links, []].map((turns, index): ThreadState => {
    const thread = {
      id: `t${index}`,
      ...(index > 0 && { continuationOf: `t${index - 1}` }),
      injectedFirst: [],
      turns: turns.map(({ text, calls }, at) => ({
        turn: at + 1,
        content: [{ type: 'text', text: 'x'.repeat(text) }],
        stopReason: 'tool_use',
        calls: Array.from({ length: calls }, (_, call) => ({
          callId: `c${index}-${at}-${call}`,
          name: 'look',
          input: {},
          end: { kind: 'completed', result: 'ok', seq: 1 },
        })),
        injected: [],
      })),
    };
    return thread as unknown as ThreadState;
  });
  for (const thread of threads) state.threads.set(thread.id, thread);
  return { state, last: threads.at(-1)! };
}

/** Every call has its result in the next message, and every result its call in the one before. */
function checkPairs({ messages }: ModelRequest): void {
  for (const [index, { content }] of messages.entries()) {
    const results = content.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
    const calls = (messages[index - 1]?.content ?? []).flatMap((block) =>
      block.type === 'tool_use' ? [block.id] : [],
    );
    expect(results).toEqual(calls);
  }
}
