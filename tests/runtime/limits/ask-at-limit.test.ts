import { describe, expect, it } from 'vitest';
import { foldRun, type Intent, isFinal, type JsonObject, runDocument } from '#protocol';
import { recordSteering } from '#runtime';
import {
  directiveOf,
  type Outcome,
  ofType,
  RUN_ID,
  RuntimeFixture,
  threadAt,
  toolOf,
} from '../../helpers/runtime-fixture.ts';
import { operation, scriptedModel, spawn, textsIn, turnOf } from '../../helpers/scripted-model.ts';

const look = { name: 'test_look', input: {} };
/** They look around without end, and nobody minds. */
const patience = { sameCallTimes: 0, unusableTurns: 0 };
const ASK = { facts: { rye_version: '0.0.0', approve: 'ask' as const } };

/** A root that looks around until it is told that this is its last turn. */
function looking(
  limits: Record<string, number> = { turns: 2 },
  lastWords: 'gives' | 'looks on' = 'gives',
): RuntimeFixture {
  const model = scriptedModel((request) =>
    textsIn(request).some((text) => text.includes('last turn')) && lastWords === 'gives'
      ? { text: `gave up at turn ${turnOf(request)}` }
      : { calls: [look] },
  );
  return new RuntimeFixture({
    model,
    directives: [directiveOf('team/lead', { limits })],
    settings: { patience },
    tools: [toolOf('test/look')],
  });
}

/** What somebody wishes of a run that nobody drives. */
async function wish(fixture: RuntimeFixture, place: string, kind: Intent['kind'], args?: JsonObject) {
  const writer = await fixture.store.open(RUN_ID);
  try {
    const state = foldRun(writer.events);
    const target = threadAt(state, place).id;
    return await recordSteering(
      writer,
      { id: `${kind}-${writer.events.length}`, kind, by: 'ann', target, ...(args && { args }) },
      { driver: { pid: 1, host: 'here' }, projectRoot: '/project' },
    );
  } finally {
    await writer.close();
  }
}

const waitingIn = ({ state }: Outcome) => runDocument(state, { driven: false }).waiting_for;

describe('a thread that comes to a limit, where somebody can answer', () => {
  it('is paused and asks, its run says so and waits without a driver', async () => {
    const fixture = looking();
    const outcome = await fixture.start(ASK);
    expect(outcome).toMatchObject({ stalled: true, interrupted: false });
    expect(outcome.state.status).toBe('waiting');
    expect(outcome.root).toMatchObject({ status: 'paused', limitReached: { limit: 'turns', current: 2, max: 2 } });
    expect(ofType(outcome.events, 'run_waiting')[0]?.data.reason).toBe('root: limit of turns reached (2/2)');
    expect(waitingIn(outcome)).toMatchObject([
      {
        kind: 'limit',
        place: 'root',
        reason: 'limit of turns reached (2/2)',
        action: expect.stringMatching(
          /^rye raise tidy-ghjkmn root turns=N · rye wrap-up .* · rye cancel .* · then rye resume/,
        ),
      },
    ]);
  });

  it('ends, where nobody can', async () => {
    const { root, state } = await looking().start();
    expect(root).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
    expect(state.status).toBe('error');
  });

  it('goes on with a limit that was raised, until it comes to that one', async () => {
    const fixture = looking();
    await fixture.start(ASK);
    expect(await wish(fixture, 'root', 'raise_limit', { limit: 'turns', to: 3 })).toEqual({});
    const outcome = await fixture.resume();
    expect(outcome.stalled).toBe(true);
    expect(outcome.root.turns).toHaveLength(3);
    expect(waitingIn(outcome)[0]?.reason).toBe('limit of turns reached (3/3)');
    expect(ofType(outcome.events, 'limit_raised').map(({ data }) => data)).toEqual([
      { limit: 'turns', from: 2, to: 3, by: 'ann' },
    ]);
  });

  it('that is let go on as it is asks again, and asks no model', async () => {
    const fixture = looking();
    await fixture.start(ASK);
    const outcome = await fixture.resume();
    expect(outcome.stalled).toBe(true);
    expect(outcome.root.turns).toHaveLength(2);
  });

  it('answers once more where it may wrap up, and then ends', async () => {
    const fixture = looking();
    await fixture.start(ASK);
    expect(await wish(fixture, 'root', 'wrap_up')).toEqual({});
    const { state, root } = await fixture.resume();
    expect(state).toMatchObject({ status: 'completed', result: 'gave up at turn 3' });
    expect(root.turns).toHaveLength(3);
  });

  it('that does not wrap up when it may ends at its limit, and does not ask again', async () => {
    const fixture = looking({ turns: 2 }, 'looks on');
    await fixture.start(ASK);
    await wish(fixture, 'root', 'wrap_up');
    const { state, root } = await fixture.resume();
    expect(root.turns).toHaveLength(3);
    expect(state).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
  });

  it.each([
    ['tokens', { tokens: 20 }],
    ['duration_seconds', { duration_seconds: 0.001 }],
  ])('may wrap up at its limit of %s, too', async (limit, limits) => {
    const fixture = looking(limits);
    if (limit === 'duration_seconds') {
      const { clock } = fixture.ports;
      const now = clock.now.bind(clock);
      let passed = 0;
      clock.now = () => {
        passed += 1;
        return now() + passed;
      };
    }
    const asked = await fixture.start(ASK);
    expect(asked.root.limitReached?.limit).toBe(limit);
    await wish(fixture, 'root', 'wrap_up');
    expect((await fixture.resume()).state.status).toBe('completed');
  });

  it('never gets money by wrapping up that it does not have', async () => {
    const fixture = looking({});
    const asked = await fixture.start({ ...ASK, budgetUsd: 0.012 });
    expect(asked.root.limitReached).toMatchObject({ limit: 'spend', need_usd: expect.any(Number) });
    await wish(fixture, 'root', 'wrap_up');
    const { state, root } = await fixture.resume();
    expect(state).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
    expect(root.account.own).toBeLessThanOrEqual(12_000_000);
  });

  it('goes on when the budget of the run is raised', async () => {
    const fixture = looking({ turns: 6 });
    const asked = await fixture.start({ ...ASK, budgetUsd: 0.012 });
    const before = asked.root.turns.length;
    expect(await wish(fixture, 'root', 'raise_budget', { usd: 0.05 })).toEqual({});
    const { root } = await fixture.resume();
    expect(root.turns.length).toBeGreaterThan(before);
    expect(root.account.own).toBeLessThanOrEqual(50_000_000);
  });

  it('is stopped by a cancel', async () => {
    const fixture = looking();
    await fixture.start(ASK);
    await wish(fixture, 'root', 'cancel');
    expect((await fixture.store.read(RUN_ID)).at(-1)?.type).toBe('run_cancelled');
  });
});

describe('a child that comes to a limit', () => {
  /** A lead that waits for two scouts, one of which looks around without end. */
  function fanOut(spend?: number): RuntimeFixture {
    const model = scriptedModel((request) => {
      const { directive, place } = request.asker;
      if (directive === 'team/lead') {
        const turn = turnOf(request);
        const overrides = spend === undefined ? {} : { limit_overrides: { spend } };
        if (turn === 1) {
          const options = { async: true, ...overrides };
          return { calls: [spawn('team/scout', options), spawn('team/scout', { async: true })] };
        }
        const ids = JSON.stringify(request.messages).match(/team-scout-\d+-[0-9a-f]{4}/g) ?? [];
        return turn === 2
          ? { calls: [operation('wait_threads', { thread_ids: [...new Set(ids)] })] }
          : { text: 'all back' };
      }
      if (place.endsWith('[1]')) return { text: 'found' };
      return turnOf(request) < 5 ? { calls: [look] } : { text: 'found at last' };
    });
    return new RuntimeFixture({
      model,
      directives: [directiveOf('team/lead'), directiveOf('team/scout', { limits: { turns: 2 } })],
      settings: { patience },
      tools: [toolOf('test/look')],
    });
  }

  it('asks, while the others work on; its parent sleeps until it is answered', async () => {
    const fixture = fanOut();
    const asked = await fixture.start(ASK);
    expect(asked.stalled).toBe(true);
    expect(threadAt(asked.state, 'root/scout[1]').status).toBe('completed');
    expect(asked.root.status).toBe('waiting');
    expect(waitingIn(asked).map(({ place }) => place)).toEqual(['root/scout[0]']);
    await wish(fixture, 'root/scout[0]', 'raise_limit', { limit: 'turns', to: 9 });
    const { state } = await fixture.resume();
    expect(state).toMatchObject({ status: 'completed', result: 'all back' });
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({ result: 'found at last', limits: { turns: 9 } });
  });

  it('has its own money raised out of what its parent has left, and no further', async () => {
    const fixture = fanOut(0.01);
    const asked = await fixture.start({ ...ASK, budgetUsd: 0.1 });
    const scout = threadAt(asked.state, 'root/scout[0]');
    expect(scout.account.limit).toBe(10_000_000);
    expect(await wish(fixture, 'root/scout[0]', 'raise_limit', { limit: 'spend', to: 0.5 })).toMatchObject({
      refused: expect.stringMatching(/its parent has 0\.0\d+ USD left/),
    });
    expect(await wish(fixture, 'root/scout[0]', 'raise_limit', { limit: 'spend', to: 0.03 })).toEqual({});
    const { state } = await fixture.resume({ overrides: { turns: 20 } });
    const root = threadAt(state, 'root').account;
    const raised = threadAt(state, 'root/scout[0]');
    expect(raised.limits.spend).toBe(0.03);
    expect(raised.account.own).toBeLessThanOrEqual(30_000_000);
    expect(root.own + root.children + root.reserved).toBeLessThanOrEqual(100_000_000);
  });

  it.each<[string, JsonObject, string]>([
    ['a limit that there is not', { limit: 'patience', to: 3 }, 'it names no limit'],
    ['no number', { limit: 'turns', to: 'many' }, 'it names no limit'],
    ['a number below zero', { limit: 'turns', to: -1 }, 'it names no limit'],
    ['less than it has', { limit: 'turns', to: 1 }, 'is 2 already'],
    ['money of its own that it does not have', { limit: 'spend', to: 1 }, 'has no limit of spend'],
  ])('is refused %s', async (_what, args, why) => {
    const fixture = fanOut();
    await fixture.start(ASK);
    expect((await wish(fixture, 'root/scout[0]', 'raise_limit', args)).refused).toContain(why);
  });

  it('is not let wrap up where it does not stand at a limit', async () => {
    const fixture = fanOut();
    await fixture.start(ASK);
    expect((await wish(fixture, 'root', 'wrap_up')).refused).toContain('does not stand at a limit');
  });
});

const WITHIN_A_WISH = new Set(['intent_received', 'wrap_up_granted', 'message_injected']);

it('a run that waits at a limit comes to the same end wherever it is cut off', async () => {
  const source = looking();
  await source.start(ASK);
  await wish(source, 'root', 'wrap_up');
  const undisturbed = await source.resume();
  for (let upTo = 1; upTo < undisturbed.events.length; upTo += 1) {
    // What follows from a wish is one append, so no process can die within it.
    if (WITHIN_A_WISH.has(undisturbed.events[upTo - 1]?.type ?? '')) continue;
    const resumed = looking();
    await resumed.adopt(source, upTo);
    let outcome = await resumed.resume();
    if (outcome.stalled) {
      await wish(resumed, 'root', 'wrap_up');
      outcome = await resumed.resume();
    }
    expect(outcome.state, `cut after event ${upTo}`).toMatchObject({
      status: 'completed',
      result: 'gave up at turn 3',
    });
    for (const { status } of outcome.state.threads.values()) expect(isFinal(status)).toBe(true);
  }
});
