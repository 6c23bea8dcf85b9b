import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#protocol';
import { ofType, required, statesOf, threadAt } from '../helpers/runtime-fixture.ts';
import { give, operation, resultsIn, type ScriptedAnswer, spawn } from '../helpers/scripted-model.ts';
import { allIds, ids, requestOf, results, type Script, tree } from './tree.ts';

/** Spawns `options`, one call each, then waits for all of them. */
const fanOut =
  (...options: JsonObject[]): Script =>
  (request, turn) => {
    if (turn === 1) return { calls: options.map((each) => spawn('team/scout', { async: true, ...each })) };
    if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
    return { text: 'all back' };
  };

describe('a spawn', () => {
  it('brings back what the thread returned', async () => {
    const { fixture, model } = tree(
      {
        'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'ok' }),
        'team/scout': () => ({ calls: [give({ found: 3 })] }),
      },
      { parts: { 'team/scout': { outputs: [required('found')] } } },
    );
    const { state } = await fixture.start();
    expect(results(requestOf(model, 'team/lead', 2))[0]).toMatchObject({
      status: 'success',
      thread_status: 'completed',
      outputs: { found: 3 },
    });
    expect(threadAt(state, 'root/scout[0]').status).toBe('completed');
  });

  it('that failed is a failed call with all it left, and the caller goes on', async () => {
    const { fixture, model } = tree({
      'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'so be it' }),
      'team/scout': () => ({ fail: { category: 'permanent', retryable: false, message: 'no such model' } }),
    });
    const { state } = await fixture.start();
    expect(resultsIn(requestOf(model, 'team/lead', 2))[0]).toContain('no such model');
    expect(state).toMatchObject({ status: 'completed', result: 'so be it' });
  });

  it('counts places by directive, and takes a key instead', async () => {
    const { fixture } = tree({ 'team/lead': fanOut({}, { key: 'south' }, {}), 'team/scout': () => ({ text: 'ok' }) });
    const { state } = await fixture.start();
    expect([...state.byPlace.keys()]).toEqual(['root', 'root/scout[0]', 'root/south', 'root/scout[1]']);
  });

  it('has a place of its own, also where names and keys would make two the same', async () => {
    const { fixture } = tree({
      'team/lead': (_request, turn) =>
        turn === 1
          ? { calls: [spawn('team/scout', { key: 'scout[0]' }), spawn('team/scout'), spawn('other/scout')] }
          : { text: 'ok' },
      'team/scout': () => ({ text: 'ok' }),
      'other/scout': () => ({ text: 'ok' }),
    });
    const { state } = await fixture.start();
    expect(new Set([...state.threads.values()].map(({ place }) => place)).size).toBe(4);
  });

  it('has an id of its own, whatever the dice say', async () => {
    const { fixture } = tree({ 'team/lead': fanOut({}, {}), 'team/scout': () => ({ text: 'ok' }) });
    const dice = ['0001', '0007', '0007', '0008'];
    fixture.ports.randomness.hex = () => dice.shift() ?? '9999';
    const { state } = await fixture.start();
    expect(state.threads.size).toBe(3);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['a key that is taken', { key: 'south' }, /taken/],
    ['a key that is none', { key: 'a/b' }, /no key/],
    ['more money than there is', { limit_overrides: { spend: 6 } }, /insufficient_budget.*wants \$6/],
    ['a directive that there is not', { item_id: 'team/ghost' }, /unknown-item/],
    ['inputs that do not fit', { parameters: { colour: 'red' } }, /unknown: colour/],
  ])('is refused with %s, and the model is told', async (_what, options, told) => {
    const { fixture, model } = tree(
      {
        'team/lead': (_request, turn) =>
          turn === 1
            ? { calls: [spawn('team/scout', { key: 'south' }), spawn('team/scout', options)] }
            : { text: 'ok' },
        'team/scout': () => ({ text: 'ok' }),
      },
      { parts: { 'team/scout': { declaresInputs: true } } },
    );
    const { state } = await fixture.start();
    expect(resultsIn(requestOf(model, 'team/lead', 2))[1]).toMatch(told);
    expect(state.status).toBe('completed');
    expect(state.threads.size).toBe(2);
  });

  it('is refused beyond the spawns and the depth of the caller', async () => {
    const { fixture, model } = tree(
      {
        'team/lead': (_request, turn) =>
          turn === 1 ? { calls: [spawn('team/scout'), spawn('team/scout'), spawn('team/scout')] } : { text: 'ok' },
        'team/scout': (_request, turn) => (turn === 1 ? { calls: [spawn('team/leaf')] } : { text: 'ok' }),
        'team/leaf': () => ({ text: 'never' }),
      },
      { parts: { 'team/lead': { limits: { spawns: 2, depth: 1 } } } },
    );
    const { state } = await fixture.start();
    expect(resultsIn(requestOf(model, 'team/lead', 2))[2]).toMatch(/spawn-refused.*2 of 2/);
    expect(resultsIn(requestOf(model, 'team/scout', 2))[0]).toMatch(/spawn-refused.*depth/);
    expect(state.threads.size).toBe(3);
  });

  it('never gets more than its parent may do', async () => {
    const { fixture } = tree(
      {
        'team/lead': (_request, turn) =>
          turn === 1 ? { calls: [spawn('team/scout', { limit_overrides: { turns: 99 } })] } : { text: 'ok' },
        'team/scout': () => ({ text: 'ok' }),
      },
      { parts: { 'team/lead': { permissions: ['rye.execute.directive.*'], limits: { turns: 7 } } } },
    );
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({
      limits: { turns: 7 },
      capabilities: ['rye.execute.directive.*'],
    });
  });
});

describe('many threads', () => {
  const slow: Script = () => ({ text: 'ok', delayMs: 1000 });

  it('run at once, and the parent sleeps meanwhile', async () => {
    const { fixture, clock } = tree({ 'team/lead': fanOut({}, {}, {}), 'team/scout': slow });
    const began = clock.now();
    const { events } = await fixture.start();
    expect(clock.now() - began).toBe(1000);
    const waiting = ofType(events, 'thread_waiting')[0];
    expect(waiting?.data.on).toHaveLength(3);
    expect(ofType(events, 'thread_woken').map(({ data }) => data.reason)).toEqual(['ready']);
  });

  it('queue where one parent has more than may run at once', async () => {
    const { fixture, clock } = tree(
      { 'team/lead': fanOut({}, {}, {}, {}), 'team/scout': slow },
      { settings: { maxChildren: 2 } },
    );
    const began = clock.now();
    const { events } = await fixture.start();
    expect(clock.now() - began).toBe(2000);
    for (const { state } of statesOf(events)) {
      const atWork = [...state.threads.values()].filter(
        ({ status, parent }) => parent !== undefined && status === 'running',
      );
      expect(atWork.length).toBeLessThanOrEqual(2);
    }
  });

  it('of any depth end with one slot, because who waits holds none', async () => {
    const deeper: Script = (request, turn) =>
      turn === 1
        ? { calls: [spawn(request.asker.directive === 'team/lead' ? 'team/scout' : 'team/leaf')] }
        : { text: 'ok' };
    const scripts = { 'team/lead': deeper, 'team/scout': deeper, 'team/leaf': (): ScriptedAnswer => ({ text: 'ok' }) };
    const { fixture } = tree(scripts);
    fixture.ports.settings.maxThreads = 1;
    const { state } = await fixture.start();
    expect([...state.threads.values()].map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });

  it('are waited for up to a time, and again after it', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1)
          return {
            calls: [
              spawn('team/scout', { async: true, key: 'quick' }),
              spawn('team/scout', { async: true, key: 'slow' }),
            ],
          };
        if (turn <= 3) return { calls: [operation('wait_threads', { thread_ids: allIds(request), timeout: 5 })] };
        return { text: 'ok' };
      },
      'team/scout': ({ asker }) => ({ text: asker.place, delayMs: asker.place === 'root/slow' ? 8000 : 1000 }),
    });
    await fixture.start();
    const statuses = (turn: number): unknown[] =>
      Object.values(results(requestOf(model, 'team/lead', turn))[0]!['results'] as Record<string, JsonObject>).map(
        ({ status }) => status,
      );
    expect(statuses(3)).toEqual(['completed', 'timeout']);
    expect(statuses(4)).toEqual(['completed', 'completed']);
  });

  it('that are waited for without saying which are a mistake that the model is told', async () => {
    const { fixture, model } = tree({
      'team/lead': (_request, turn) =>
        turn === 1
          ? {
              calls: [
                operation('wait_threads'),
                operation('aggregate_results', { thread_ids: 'scout-1' }),
                operation('dance'),
              ],
            }
          : { text: 'ok' },
    });
    await fixture.start();
    const told = resultsIn(requestOf(model, 'team/lead', 2));
    expect(told[0]).toContain('thread_ids');
    expect(told[1]).toContain('thread_ids');
    expect(told[2]).toContain(
      'wait_threads, cancel_thread, kill_thread, get_status, list_active, aggregate_results, get_chain',
    );
  });

  it('are told apart in the answer: found, failed to spawn, unknown', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout')] };
        if (turn === 2)
          return {
            calls: [operation('aggregate_results', { thread_ids: [...ids(request), { error: 'no' }, 'ghost'] })],
          };
        return { text: 'ok' };
      },
      'team/scout': () => ({ text: 'found it' }),
    });
    await fixture.start();
    const [answer] = results(requestOf(model, 'team/lead', 3));
    expect(Object.values(answer!['results'] as Record<string, JsonObject>).map(({ status }) => status)).toEqual([
      'error',
      'not_found',
      'completed',
    ]);
    expect(JSON.stringify(answer)).toContain('found it');
  });
});
