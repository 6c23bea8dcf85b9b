import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event, type EventDraft, foldRun, type Intent, isFinal, type RunState } from '#protocol';
import type { FakeClock } from '../helpers/fake-clock.ts';
import { ofType, RUN_ID, type RuntimeFixture, threadAt, toolOf } from '../helpers/runtime-fixture.ts';
import { give, operation, spawn, textsIn } from '../helpers/scripted-model.ts';
import { pipeline } from './pipeline.ts';
import { ids, requestOf, results, type Script, tree } from './tree.ts';

type Given = Omit<Intent, 'id' | 'by'>;

/** Sends wishes at moments of virtual time. Thread places are looked up when it is time. */
function wishes(fixture: RuntimeFixture, clock: FakeClock, plan: [atMs: number, wish: Given][]): void {
  for (const [index, [atMs, wish]] of plan.entries()) {
    void clock.sleep(atMs).then(async () => {
      const { byPlace } = foldRun(await fixture.events());
      const target = wish.target && (byPlace.get(wish.target) ?? wish.target);
      await fixture.store.send(RUN_ID, { id: `i${index}`, by: 'ann', ...wish, ...(target && { target }) });
    });
  }
}

/** Wishes for a pause as soon as something was appended. */
function pauseAfter(fixture: RuntimeFixture, holds: (drafts: EventDraft[], events: Event[]) => boolean): void {
  const create = fixture.store.create.bind(fixture.store);
  fixture.store.create = async (runId) => {
    const writer = await create(runId);
    const append = writer.append.bind(writer);
    let sent = false;
    writer.append = (drafts) => {
      const appended = append(drafts);
      if (!sent && holds(drafts, appended.events)) {
        sent = true;
        void fixture.store.send(RUN_ID, { id: 'early', kind: 'pause', by: 'ann' });
      }
      return appended;
    };
    return writer;
  };
}

/** What began while a thread was paused, by the state before each event. */
function begunWhilePaused(events: Event[]): string[] {
  const begun: string[] = [];
  for (const [index, event] of events.entries()) {
    if (event.type !== 'model_call_started' && event.type !== 'tool_call_started') continue;
    const before = foldRun(events.slice(0, index)).threads.get(event.thread);
    if (before?.status === 'paused') begun.push(`${event.seq} ${event.type}`);
  }
  return begun;
}

const outcomeOf = (state: RunState) => ({
  status: state.status,
  outputs: state.outputs,
  threads: [...state.threads.values()]
    .map(({ place, status, outputs, result, account, turns }) => ({
      place,
      status,
      outputs,
      result,
      own: account.own,
      turns: turns.length,
    }))
    .sort((a, b) => a.place.localeCompare(b.place)),
});

describe('a paused run', () => {
  const family: Record<string, Script> = {
    'team/lead': (request, turn) => {
      if (turn === 1) return { delayMs: 1000, calls: [spawn('team/scout', { async: true })] };
      if (turn === 2) return { delayMs: 1000, calls: [operation('wait_threads', { thread_ids: ids(request) })] };
      return { text: 'ok' };
    },
    'team/scout': (_request, turn) =>
      turn < 4 ? { delayMs: 1000, calls: [{ name: 'test_look', input: {} }] } : { text: 'seen' },
  };
  const look = () => toolOf('test/look');

  it('finishes what is in flight, begins nothing, and goes on when it is told to', async () => {
    const { fixture, clock } = tree(family, { tools: [look()] });
    wishes(fixture, clock, [
      [2500, { kind: 'pause' }],
      [90_000, { kind: 'unpause' }],
    ]);
    const { state, events } = await fixture.start();
    expect(state.status).toBe('completed');
    const paused = ofType(events, 'run_paused')[0]?.seq ?? 0;
    const unpaused = ofType(events, 'run_unpaused')[0]?.seq ?? 0;
    const between = events.filter(({ seq }) => seq > paused && seq < unpaused);
    expect(between.map(({ type }) => type)).toContain('model_call_completed');
    expect(between.filter(({ type }) => type.endsWith('_started'))).toEqual([]);
    expect(foldRun(events.slice(0, unpaused - 1)).status).toBe('paused');
    expect(begunWhilePaused(events)).toEqual([]);
  });

  it('is not charged for the time in which it stood still', async () => {
    const { fixture, clock } = tree(family, {
      tools: [look()],
      parts: { 'team/lead': { limits: { duration_seconds: 60 } }, 'team/scout': { limits: { duration_seconds: 60 } } },
    });
    wishes(fixture, clock, [
      [2500, { kind: 'pause' }],
      [3_600_000, { kind: 'unpause' }],
    ]);
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(state.idleMs).toBeGreaterThan(3_000_000);
    expect(threadAt(state, 'root/scout[0]').idleMs).toBeGreaterThan(3_000_000);
  });

  it('begins no call that was on its way', async () => {
    const { fixture, clock } = tree(
      {
        'team/lead': (_request, turn) => (turn === 1 ? { calls: [{ name: 'test_look', input: {} }] } : { text: 'ok' }),
      },
      { tools: [look()] },
    );
    const find = fixture.ports.toolbox.find.bind(fixture.ports.toolbox);
    fixture.ports.toolbox.find = async (id) => {
      await clock.sleep(1000);
      return find(id);
    };
    wishes(fixture, clock, [
      [500, { kind: 'pause' }],
      [60_000, { kind: 'unpause' }],
    ]);
    const { events, state } = await fixture.start();
    expect(begunWhilePaused(events)).toEqual([]);
    expect([state.status, ofType(events, 'tool_call_started').length]).toEqual(['completed', 1]);
  });

  it('does not let a wait run out meanwhile', async () => {
    const { fixture, clock, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request), timeout: 30 })] };
        return { text: 'ok' };
      },
      'team/scout': (_request, turn) =>
        turn === 1 ? { delayMs: 10_000, calls: [operation('list_active')] } : { delayMs: 10_000, text: 'seen' },
    });
    wishes(fixture, clock, [
      [5000, { kind: 'pause' }],
      [3_600_000, { kind: 'unpause' }],
    ]);
    const { events } = await fixture.start();
    expect(ofType(events, 'thread_woken').map(({ data }) => data.reason)).toEqual(['ready']);
    expect(results(requestOf(model, 'team/lead', 3))[0]).toMatchObject({ success: true });
  });

  it('stays paused when its driver stops, and goes on when it is resumed', async () => {
    const { fixture, clock } = tree(family, { tools: [look()] });
    const interrupt = new AbortController();
    wishes(fixture, clock, [[2500, { kind: 'pause' }]]);
    void clock.sleep(60_000).then(() => interrupt.abort());
    const cut = await fixture.start({ interrupt: interrupt.signal });
    expect([cut.interrupted, cut.state.status]).toEqual([true, 'paused']);
    const { state, events } = await fixture.resume();
    expect(state.status).toBe('completed');
    expect(ofType(events, 'run_unpaused').map(({ data }) => data.by)).toEqual(['ann']);
    expect(begunWhilePaused(events)).toEqual([]);
  });

  it('can be cancelled', async () => {
    const { fixture, clock } = tree(family, { tools: [look()] });
    wishes(fixture, clock, [
      [2500, { kind: 'pause' }],
      [60_000, { kind: 'cancel' }],
    ]);
    const { state, events } = await fixture.start();
    expect(state.status).toBe('cancelled');
    expect([...state.threads.values()].map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(begunWhilePaused(events)).toEqual([]);
  });

  it('does not begin a thread that was spawned by a call in flight', async () => {
    const slow = toolOf('test/look');
    const { fixture, clock, model } = tree(
      {
        'team/lead': (request, turn) =>
          turn === 1
            ? { delayMs: 1000, calls: [spawn('team/scout')] }
            : { text: results(request).map(String).join() || 'ok' },
        'team/scout': () => ({ text: 'seen' }),
      },
      { tools: [slow] },
    );
    // In the step between the start of the spawn and the thread.
    pauseAfter(fixture, (drafts) => drafts.some(({ type }) => type === 'tool_call_started'));
    wishes(fixture, clock, [[60_000, { kind: 'unpause' }]]);
    const { state, events } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(ofType(events, 'thread_paused')).toHaveLength(2);
    expect(begunWhilePaused(events)).toEqual([]);
    expect(model.requests).toHaveLength(3);
  });
});

describe('a paused thread', () => {
  it('stands still with all below it, while the others go on and take its slot', async () => {
    const leaf: Script = (_request, turn) => (turn < 3 ? { delayMs: 1000, calls: [operation('list_active')] } : {});
    const { fixture, clock } = tree(
      {
        'team/lead': (request, turn) => {
          if (turn === 1) return { calls: ['a', 'b', 'c'].map((key) => spawn('team/scout', { async: true, key })) };
          if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request), timeout: 7200 })] };
          return { text: 'ok' };
        },
        'team/scout': (_request, turn) => (turn === 1 ? { calls: [spawn('team/leaf')] } : { text: 'seen' }),
        'team/leaf': leaf,
      },
      { settings: { maxThreads: 2 } },
    );
    wishes(fixture, clock, [
      [1500, { kind: 'pause', target: 'root/a' }],
      [600_000, { kind: 'unpause', target: 'root/a' }],
    ]);
    const { state, events } = await fixture.start();
    expect(state.status).toBe('completed');
    const unpaused = ofType(events, 'thread_unpaused')[0]?.seq ?? 0;
    const then = foldRun(events.slice(0, unpaused - 1));
    expect(['root/a', 'root/a/leaf[0]'].map((place) => threadAt(then, place).status)).toEqual(['paused', 'paused']);
    expect(['root/b', 'root/c'].map((place) => threadAt(then, place).status)).toEqual(['completed', 'completed']);
    expect(then.status).toBe('running');
    expect(begunWhilePaused(events)).toEqual([]);
  });
});

describe('a killed thread', () => {
  it('ends at once with everything below it, charged for what was in flight', async () => {
    const { fixture, clock, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
        return { text: 'ok' };
      },
      'team/scout': (_request, turn) => (turn === 1 ? { calls: [spawn('team/leaf')] } : { text: 'seen' }),
      'team/leaf': () => ({ hang: true }),
    });
    wishes(fixture, clock, [[5000, { kind: 'kill', target: 'root/scout[0]' }]]);
    const { state, events } = await fixture.start();
    expect(['root', 'root/scout[0]', 'root/scout[0]/leaf[0]'].map((place) => threadAt(state, place).status)).toEqual([
      'completed',
      'killed',
      'killed',
    ]);
    expect(ofType(events, 'thread_killed').map(({ data }) => data)).toEqual([{ by: 'ann' }, { by: 'ann' }]);
    expect(threadAt(state, 'root/scout[0]/leaf[0]').account.unsettled).toBeGreaterThan(0);
    expect(threadAt(state, 'root').account.reserved).toBe(0);
    expect(model.requests.filter(({ asker }) => asker.directive === 'team/leaf')).toHaveLength(1);
  });

  it('that was asked to cancel first is killed all the same', async () => {
    const stubborn = toolOf('test/stubborn', {
      run: async (_input, context) => {
        await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
        await clock.sleep(60_000);
        return { ok: true, result: null };
      },
    });
    const { fixture, clock } = tree(
      { 'team/lead': () => ({ calls: [{ name: 'test_stubborn', input: {} }] }) },
      { tools: [stubborn] },
    );
    wishes(fixture, clock, [
      [5000, { kind: 'cancel' }],
      [6000, { kind: 'kill' }],
    ]);
    const { state, events } = await fixture.start();
    expect(threadAt(state, 'root').status).toBe('killed');
    expect(events.at(-1)).toMatchObject({ type: 'run_cancelled', data: { by: 'ann' } });
  });
});

describe('a message', () => {
  const tell = (text: string, target?: string): Given => ({
    kind: 'message',
    args: { text },
    ...(target && { target }),
  });

  it('that comes during a call is read after its answer, even where that was to be the last', async () => {
    const { fixture, clock, model } = tree({
      'team/lead': (_request, turn) => (turn === 1 ? { delayMs: 5000, text: 'done' } : { text: 'done, and the tests' }),
    });
    wishes(fixture, clock, [[1000, tell('and the tests?')]]);
    const { state, root } = await fixture.start();
    expect(root.result).toBe('done, and the tests');
    expect(textsIn(requestOf(model, 'team/lead', 2))).toEqual(['and the tests?']);
    expect(state.status).toBe('completed');
  });

  it('that comes during a call which fails is told at the next try', async () => {
    const { fixture, clock, model } = tree({
      'team/lead': ({ attempt }) => (attempt === 1 ? { delayMs: 5000, fail: {} } : { text: 'done' }),
    });
    wishes(fixture, clock, [[1000, tell('hurry')]]);
    await fixture.start();
    expect(textsIn(model.requests[1]!)).toContain('hurry');
  });

  it('wakes an orchestrator that waits for threads; it reads how they stand, and the message', async () => {
    const { fixture, clock, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
        return { text: 'enough' };
      },
      'team/scout': () => ({ delayMs: 300_000, text: 'late' }),
    });
    wishes(fixture, clock, [[5000, tell('enough?')]]);
    const { root, events } = await fixture.start();
    const third = requestOf(model, 'team/lead', 3);
    expect(textsIn(third)).toEqual(['enough?']);
    expect(results(third)[0]).toMatchObject({ success: false, woken_by: 'message' });
    expect(ofType(events, 'thread_woken').map(({ data }) => data.reason)).toEqual(['message']);
    expect(root.result).toBe('enough');
  });

  it('to a thread that has ended is refused, and the refusal is recorded', async () => {
    const { fixture, clock } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout')] };
        return { delayMs: 60_000, text: String(ids(request).length) };
      },
      'team/scout': () => ({ text: 'seen' }),
    });
    wishes(fixture, clock, [[5000, tell('more', 'root/scout[0]')]]);
    const { events } = await fixture.start();
    expect(ofType(events, 'intent_received').map(({ data }) => data.refused)).toEqual([
      'it has ended already (completed)',
    ]);
    expect(ofType(events, 'message_injected')).toEqual([]);
  });

  it('stands in the log once, without the secrets that were in it', async () => {
    const { fixture, clock } = tree({ 'team/lead': (_request, turn) => ({ delayMs: 5000, text: `turn ${turn}` }) });
    fixture.ports.redactor.json = async (value) =>
      JSON.parse(JSON.stringify(value).replaceAll('sk-secret', '[gone]')) as typeof value;
    wishes(fixture, clock, [[1000, tell('use sk-secret')]]);
    const { events } = await fixture.start();
    expect(ofType(events, 'message_injected').map(({ data }) => data.text)).toEqual(['use [gone]']);
    expect(JSON.stringify(events)).not.toContain('sk-secret');
  });
});

describe('a raised budget', () => {
  const spender: Record<string, Script> = {
    'team/lead': (_request, turn) =>
      turn < 6
        ? { delayMs: 1000, usage: { output_tokens: 900 }, calls: [operation('list_active')] }
        : { calls: [give({})] },
  };

  it('lets a run in flight spend more than it was started with', async () => {
    const short = await tree(spender).fixture.start({ budgetUsd: 0.04 });
    expect(short.root.error?.code).toBe('limit_exceeded');
    const { fixture, clock } = tree(spender);
    wishes(fixture, clock, [[1500, { kind: 'raise_budget', args: { usd: 5 } }]]);
    const { state, events, root } = await fixture.start({ budgetUsd: 0.04 });
    expect(state.status).toBe('completed');
    expect(ofType(events, 'budget_raised').map(({ data }) => [data.from_usd, data.to_usd])).toEqual([[0.04, 5]]);
    expect(root.account.own).toBeGreaterThan(40_000_000);
  });

  it.each([
    ['lower', 0.01, 'the budget is 0.04 USD already'],
    ['no number', 'all', 'it names no amount'],
    ['more than can be counted', 1e300, 'it names no amount'],
  ])('that is %s is refused', async (_name, usd, refused) => {
    const { fixture, clock } = tree(spender);
    wishes(fixture, clock, [[500, { kind: 'raise_budget', args: { usd } }]]);
    const { events } = await fixture.start({ budgetUsd: 0.04 });
    expect(ofType(events, 'intent_received').map(({ data }) => data.refused)).toEqual([refused]);
    expect(ofType(events, 'budget_raised')).toEqual([]);
  });
});

describe('a pause at any moment', () => {
  it('changes nothing of outputs and costs, however often the run is paused', async () => {
    const plain = pipeline({ simulated: false });
    const undisturbed = outcomeOf((await plain.fixture.start()).state);
    const lasts = fc.record({ at: fc.integer({ min: 0, max: 5000 }), lasts: fc.integer({ min: 0, max: 3000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(lasts, { minLength: 1, maxLength: 3 }), async (pauses) => {
        const { fixture } = pipeline({ simulated: false });
        const clock = fixture.ports.clock as FakeClock;
        const plan = pauses.flatMap(({ at, lasts: ms }): [number, Given][] => [
          [at, { kind: 'pause' }],
          [at + ms, { kind: 'unpause' }],
        ]);
        // Whatever overlaps: the last word lets it go on.
        wishes(fixture, clock, [...plan, [20_000, { kind: 'unpause' }]]);
        const { state, events } = await fixture.start();
        expect(outcomeOf(state)).toEqual(undisturbed);
        expect(begunWhilePaused(events)).toEqual([]);
        expect([...state.threads.values()].every(({ status }) => isFinal(status))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('comes into effect at once, after whichever event it is asked for', async () => {
    const plain = pipeline({ simulated: false });
    const undisturbed = await plain.fixture.start();
    // Whether the call of a thread whose parent is about to fail is still made is a race, with or without a pause.
    const withoutRace = (state: RunState) => ({
      ...outcomeOf(state),
      threads: outcomeOf(state).threads.filter(({ place }) => place !== 'root/broken[0]/slow[0]'),
    });
    for (const { seq } of undisturbed.events.slice(2)) {
      const { fixture } = pipeline({ simulated: false });
      pauseAfter(fixture, (_drafts, appended) => (appended.at(-1)?.seq ?? 0) >= seq);
      wishes(fixture, fixture.ports.clock as FakeClock, [[30_000, { kind: 'unpause' }]]);
      const { state, events } = await fixture.start();
      expect(withoutRace(state), `after event ${seq}`).toEqual(withoutRace(undisturbed.state));
      expect(begunWhilePaused(events), `after event ${seq}`).toEqual([]);
    }
  });
});
