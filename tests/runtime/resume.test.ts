import { beforeAll, describe, expect, it } from 'vitest';
import { type Event, foldRun, isFinal } from '#protocol';
import { recordSteering } from '#runtime';
import type { FakeClock } from '../helpers/fake-clock.ts';
import {
  directiveOf,
  type Outcome,
  ofType,
  RUN_ID,
  RuntimeFixture,
  statesOf,
  threadAt,
  toolOf,
} from '../helpers/runtime-fixture.ts';
import { give, type ScriptedAnswer, scriptedModel, spawn, textsIn, turnOf } from '../helpers/scripted-model.ts';
import { answeredIn, outcomeOf, type Pipeline, pipeline } from './pipeline.ts';

let undisturbed: Outcome;
let source: Pipeline;

beforeAll(async () => {
  source = pipeline();
  undisturbed = await source.fixture.start();
});

/** A process that finds the first `upTo` events of a log, and goes on. */
async function resumeFrom(
  log: Pipeline,
  upTo: number,
  retry = false,
): Promise<{ outcome: Outcome; resumed: Pipeline }> {
  const resumed = pipeline();
  await resumed.fixture.adopt(log.fixture, upTo);
  return { outcome: await resumed.fixture.resume({ retry }), resumed };
}

function checkResumed(outcome: Outcome, resumed: Pipeline, prefix: Event[]): void {
  expect(outcomeOf(outcome)).toEqual(outcomeOf(undisturbed));
  expect(outcome.events.slice(0, prefix.length)).toEqual(prefix);
  expect(outcome.events.map(({ seq }) => seq)).toEqual(outcome.events.map((_, index) => index + 1));

  const answered = answeredIn(prefix);
  const asked = resumed.model.requests.map((request) => `${request.asker.place} ${turnOf(request)}`);
  expect(asked.filter((turn) => answered.has(turn))).toEqual([]);

  const { state } = outcome;
  for (const thread of foldRun(prefix).threads.values()) expect(state.threads.get(thread.id)?.place).toBe(thread.place);
  for (const { account } of state.threads.values()) expect(account.reserved).toBe(0);

  expect(ofType(outcome.events, 'thread_resumed')).toEqual([]);
  // A call begins once, and once more each time that it is made again.
  const { retried } = Object.groupBy(ofType(outcome.events, 'tool_call_interrupted'), ({ data }) => data.decision);
  const starts = ofType(outcome.events, 'tool_call_started');
  const calls = new Set(starts.map(({ thread, call_id }) => `${thread} ${call_id}`));
  expect(starts.length).toBe(calls.size + (retried?.length ?? 0));

  const began = ofType(prefix, 'tool_call_started').filter(({ data }) => data.effect === 'once');
  expect(began.length + resumed.tools.once.runs.length).toBe(1);
  const finished = ofType(prefix, 'tool_call_completed').some(({ data }) => data.tool === 'test/once');
  const reported = ofType(outcome.events, 'tool_call_interrupted').filter(({ data }) => data.decision === 'reported');
  expect(reported.length).toBe(began.length === 1 && !finished ? 1 : 0);
}

describe('a run that is cut off after any event, and gone on with', () => {
  it('has the shapes that matter in it', () => {
    const types = new Set(undisturbed.events.map(({ type }) => type));
    for (const type of [
      'thread_waiting',
      'retry_scheduled',
      'message_injected',
      'thread_cancelled',
      'thread_failed',
      'run_completed',
    ])
      expect(types).toContain(type);
    expect(undisturbed.state.outputs).toEqual({ report: 'all done' });
  });

  it('comes to the same end, asks nothing again that was answered, and repeats no `once`', async () => {
    for (let upTo = 1; upTo < undisturbed.events.length; upTo += 1) {
      const { outcome, resumed } = await resumeFrom(source, upTo);
      checkResumed(outcome, resumed, undisturbed.events.slice(0, upTo));
    }
  });

  it('comes to the same end when it is cut off a second time', async () => {
    for (let upTo = 1; upTo < undisturbed.events.length; upTo += 5) {
      const { outcome: first, resumed: log } = await resumeFrom(source, upTo);
      for (let again = upTo + 1; again < first.events.length; again += 7) {
        const { outcome } = await resumeFrom(log, again);
        expect(outcomeOf(outcome)).toEqual(outcomeOf(undisturbed));
      }
    }
  });

  it('never asks a model for a thread that sleeps', async () => {
    for (let upTo = 1; upTo < undisturbed.events.length; upTo += 1) {
      const { outcome } = await resumeFrom(source, upTo);
      for (const { state, event } of statesOf(outcome.events)) {
        if (event.type === 'model_call_started') expect(state.threads.get(event.thread)?.status).toBe('running');
      }
    }
  });

  it('repeats a `once` where it was told to', async () => {
    const started = undisturbed.events.findIndex(
      (event) => event.type === 'tool_call_started' && event.data.effect === 'once',
    );
    const { outcome, resumed } = await resumeFrom(source, started + 1, true);
    expect(resumed.tools.once.runs).toHaveLength(1);
    expect(
      ofType(outcome.events, 'tool_call_interrupted').some(
        ({ data }) => data.effect === 'once' && data.decision === 'retried',
      ),
    ).toBe(true);
  });

  it('charges a lost call at its reservation, where it was real', async () => {
    const real = pipeline({ simulated: false });
    const { events } = await real.fixture.start();
    const asked = events.find((event) => event.type === 'model_call_started')!;
    const resumed = pipeline({ simulated: false });
    await resumed.fixture.adopt(real.fixture, asked.seq);
    const outcome = await resumed.fixture.resume();
    const [lost] = ofType(outcome.events, 'model_call_failed');
    expect(lost?.data).toMatchObject({
      category: 'interrupted',
      unsettled_usd: (asked.data as { reserved_usd: number }).reserved_usd,
    });
    expect(outcome.root.account.unsettled).toBeGreaterThan(0);
  });
});

describe('a run that is interrupted', () => {
  it('ends without a word of an end, and comes to the same end when it is gone on with', async () => {
    for (const afterMs of [0, 50, 150, 300, 400, 1500, 2150]) {
      const { fixture, tools } = pipeline();
      const stop = new AbortController();
      void (fixture.ports.clock as FakeClock).sleep(afterMs).then(() => stop.abort());
      const first = await fixture.start({ interrupt: stop.signal });
      expect(first.interrupted).toBe(true);
      expect(first.events.filter(({ type }) => /^run_(completed|failed|cancelled)$/.test(type))).toEqual([]);
      expect(isFinal(first.root.status)).toBe(false);
      const second = await fixture.resume();
      expect(outcomeOf(second)).toEqual(outcomeOf(undisturbed));
      expect(tools.once.runs).toHaveLength(1);
    }
  });

  it('before a cancellation came true is cancelled when it is gone on with', async () => {
    const { fixture } = pipeline();
    const stop = new AbortController();
    const clock = fixture.ports.clock as FakeClock;
    void clock.sleep(300).then(() => fixture.store.send(RUN_ID, { id: 'i1', kind: 'cancel', by: 'ann' }));
    const observe = (events: Event[]): void => {
      if (events.some(({ type }) => type === 'intent_received')) stop.abort();
    };
    const first = await fixture.start({ interrupt: stop.signal, observe });
    expect(isFinal(first.root.status)).toBe(false);
    const { state, events } = await fixture.resume();
    expect(ofType(events, 'intent_received')).toHaveLength(1);
    expect(state.status).toBe('cancelled');
    expect(threadAt(state, 'root').endedBy).toEqual({ by: 'ann' });
  });

  it('records no end of a tool that was at work', async () => {
    const stop = new AbortController();
    const slow = toolOf('test/slow', {
      effect: 'once',
      run: async () => {
        stop.abort();
        return { ok: false, error: { code: 'test/cut', message: 'cut off' } };
      },
    });
    const model = scriptedModel((request) =>
      turnOf(request) === 1 ? { calls: [{ name: 'test_slow', input: {} }] } : { text: 'ok' },
    );
    const fixture = new RuntimeFixture({ model, tools: [slow] });
    const { events } = await fixture.start({ interrupt: stop.signal });
    expect(events.at(-1)?.type).toBe('tool_call_started');
    const { events: all } = await fixture.resume();
    expect(slow.runs).toHaveLength(1);
    expect(ofType(all, 'tool_call_interrupted')).toHaveLength(1);
  });

  it('goes by what a call was when it began, whatever its tool says later', async () => {
    const script = scriptedModel((request) =>
      turnOf(request) === 1 ? { calls: [{ name: 'test_pay', input: {} }] } : { text: 'ok' },
    );
    const before = new RuntimeFixture({ model: script, tools: [toolOf('test/pay', { effect: 'once' })] });
    const { events } = await before.start();
    const harmless = toolOf('test/pay', { effect: 'none' });
    const after = new RuntimeFixture({ model: script, tools: [harmless] });
    await after.adopt(before, ofType(events, 'tool_call_started')[0]!.seq);
    await after.resume();
    expect(harmless.runs).toEqual([]);
  });
});

describe('going on with a run that has ended', () => {
  const simple = (answer: (turn: number) => ScriptedAnswer) => {
    const model = scriptedModel((request) => answer(turnOf(request)));
    const look = toolOf('test/look');
    return {
      model,
      look,
      fixture: new RuntimeFixture({
        model,
        tools: [look],
        directives: [directiveOf('team/lead', { outputs: [{ name: 'report', type: 'string', required: false }] })],
      }),
    };
  };

  it('with a message tells it to the root, which answers anew', async () => {
    const { fixture, model } = simple((turn) => ({ text: `answer ${turn}` }));
    await fixture.start();
    const { state } = await fixture.resume({ message: 'Look again.' });
    expect(textsIn(model.requests[1]!)).toEqual(['Look again.']);
    expect(state).toMatchObject({ status: 'completed', result: 'answer 2' });
  });

  it('does not make the calls that its return had dropped', async () => {
    const { fixture, model, look } = simple((turn) =>
      turn === 1 ? { calls: [give({ report: 'r' }), { name: 'test_look', input: {} }] } : { text: 'ok' },
    );
    await fixture.start();
    const { state } = await fixture.resume({ message: 'And now?' });
    expect(state).toMatchObject({ status: 'completed', result: 'ok' });
    expect(look.runs).toEqual([]);
    expect(model.requests[1]?.messages.at(-1)?.content.map(({ type }) => type)).toEqual([
      'tool_result',
      'tool_result',
      'text',
    ]);
  });

  it('with a larger budget goes on where the money ran out', async () => {
    const { fixture } = simple((turn) =>
      turn <= 3 ? { calls: [{ name: 'test_look', input: { turn } }], usage: { output_tokens: 200 } } : { text: 'ok' },
    );
    const { state: poor } = await fixture.start({ budgetUsd: 0.013 });
    expect(poor.error?.message).toMatch(/^limit_exceeded: spend/);
    const { state, events } = await fixture.resume({ overrides: { spend: 1 } });
    expect(state.status).toBe('completed');
    expect(ofType(events, 'budget_raised')[0]?.data).toMatchObject({ from_usd: 0.013, to_usd: 1, by: 'ann' });
    expect(state).not.toHaveProperty('error');
  });

  it('with a higher limit goes on where the turns ran out', async () => {
    const { fixture, model } = simple((turn) =>
      turn <= 3 ? { calls: [{ name: 'test_look', input: { turn } }] } : { text: 'ok' },
    );
    await fixture.start({ facts: { rye_version: '0', limits: { turns: 2 } } });
    const { state } = await fixture.resume({ overrides: { turns: 9 } });
    expect(state.status).toBe('completed');
    expect(model.requests).toHaveLength(4);
  });

  it('brings back the threads that ended only because their parent failed', async () => {
    const clockwork = pipeline();
    const model = scriptedModel(
      ({ asker, attempt, messages }): ScriptedAnswer => {
        if (asker.directive === 'team/scout') return { text: 'found', delayMs: 60_000 };
        const turn = turnOf({ messages } as Parameters<typeof turnOf>[0]);
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        return broken && attempt === 1 ? { fail: { category: 'permanent', retryable: false } } : { text: 'ok' };
      },
      { sleep: (ms, signal) => clockwork.fixture.ports.clock.sleep(ms, signal) },
    );
    let broken = true;
    const fixture = new RuntimeFixture({
      model,
      clock: clockwork.fixture.ports.clock,
      directives: [directiveOf('team/lead'), directiveOf('team/scout')],
    });
    const { state: first } = await fixture.start();
    expect(threadAt(first, 'root/scout[0]').status).toBe('cancelled');
    broken = false;
    const { state } = await fixture.resume();
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({ status: 'completed', result: 'found' });
    expect(state.status).toBe('completed');
  });

  it('does not count the time in between', async () => {
    const { fixture } = simple((turn) =>
      turn === 1 ? { fail: { category: 'permanent', retryable: false } } : { text: 'ok' },
    );
    const limits = { duration_seconds: 60 };
    await fixture.start({ facts: { rye_version: '0', limits } });
    (fixture.ports.clock as FakeClock).nowMs += 3_600_000;
    const { state } = await fixture.resume({ message: 'Try again.' });
    expect(state.error?.message ?? '').not.toContain('duration');
  });
});

describe('time without a driver', () => {
  it('does not count against a thread that was at work', async () => {
    const { fixture } = pipeline();
    const stop = new AbortController();
    void (fixture.ports.clock as FakeClock).sleep(50).then(() => stop.abort());
    await fixture.start({ interrupt: stop.signal });
    (fixture.ports.clock as FakeClock).nowMs += 24 * 3_600_000;
    expect(outcomeOf(await fixture.resume())).toEqual(outcomeOf(undisturbed));
  });
});

describe('cancelling a run that nobody drives', () => {
  it('ends all of it at once, with the call in flight charged and nothing set aside', async () => {
    const real = pipeline({ simulated: false });
    const { events } = await real.fixture.start();
    const { fixture } = pipeline({ simulated: false });
    await fixture.adopt(real.fixture, ofType(events, 'model_call_started').at(-1)!.seq);
    const writer = await fixture.store.open(RUN_ID);
    const { root = '' } = foldRun(writer.events);
    await recordSteering(
      writer,
      { id: 'i1', kind: 'cancel', by: 'ann', target: root },
      { driver: { pid: 1, host: 'here' }, projectRoot: '/project' },
    );
    await writer.close();
    const state = foldRun(await fixture.events());
    expect(state.status).toBe('cancelled');
    for (const thread of state.threads.values()) {
      expect(isFinal(thread.status)).toBe(true);
      expect(thread).not.toHaveProperty('openModelCall');
      expect(thread.account.reserved).toBe(0);
    }
    expect(threadAt(state, 'root').account.own + threadAt(state, 'root').account.children).toBeGreaterThan(0);
  });
});
