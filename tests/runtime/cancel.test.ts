import { describe, expect, it } from 'vitest';
import { foldRun, isFinal } from '#protocol';
import { ofType, RUN_ID, threadAt } from '../helpers/runtime-fixture.ts';
import { operation, resultsIn, spawn } from '../helpers/scripted-model.ts';
import { allIds, ids, requestOf, results, type Script, tree } from './tree.ts';

describe('the end of a thread from outside', () => {
  const asleep: Record<string, Script> = {
    'team/scout': (request, turn) => {
      if (turn === 1) return { calls: [spawn('team/leaf', { async: true })] };
      return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
    },
    'team/leaf': () => ({ hang: true }),
  };

  it('ends everything below it, and the canceller goes on', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2)
          return {
            text: 'waiting a while',
            calls: [operation('wait_threads', { thread_ids: ids(request), timeout: 10 })],
          };
        if (turn === 3)
          return {
            calls: [
              operation('list_active'),
              operation('cancel_thread', { thread_id: allIds(request)[0]! }),
              operation('list_active'),
            ],
          };
        return { text: 'ok' };
      },
      ...asleep,
    });
    const { state } = await fixture.start();
    const [before, cancelled, after] = results(requestOf(model, 'team/lead', 4));
    expect([before?.['count'], after?.['count']]).toEqual([2, 0]);
    expect(cancelled).toMatchObject({ success: true });
    expect([...state.threads.values()].map(({ status }) => status)).toEqual(['completed', 'cancelled', 'cancelled']);
    expect(threadAt(state, 'root').account.reserved).toBe(0);
  });

  it('is not for a thread that is not below the caller', async () => {
    const { fixture, model } = tree({
      'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'ok' }),
      'team/scout': ({ asker }, turn) =>
        turn === 1
          ? {
              calls: [
                operation('cancel_thread', { thread_id: asker.thread }),
                operation('cancel_thread', { thread_id: 'ghost' }),
              ],
            }
          : { text: 'ok' },
    });
    const { state } = await fixture.start();
    expect(resultsIn(requestOf(model, 'team/scout', 2))[0]).toContain('not-a-descendant');
    expect(resultsIn(requestOf(model, 'team/scout', 2))[1]).toContain('unknown-thread');
    expect(state.status).toBe('completed');
  });

  it('comes with the failure of its parent', async () => {
    const { fixture } = tree({
      'team/lead': (_request, turn) =>
        turn === 1
          ? { calls: [spawn('team/scout', { async: true })] }
          : { delayMs: 5000, fail: { category: 'permanent', retryable: false } },
      ...asleep,
    });
    const { state, events } = await fixture.start();
    expect([...state.threads.values()].map(({ status }) => status)).toEqual(['error', 'cancelled', 'cancelled']);
    expect(events.at(-1)?.type).toBe('run_failed');
  });

  it('does not come with the completion of its parent', async () => {
    const { fixture } = tree({
      'team/lead': (_request, turn) =>
        turn === 1 ? { calls: [spawn('team/scout', { async: true })] } : { text: 'enough' },
      'team/scout': () => ({ text: 'late', delayMs: 60_000 }),
    });
    const { state, events } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]').status).toBe('completed');
    expect(events.at(-1)?.type).toBe('run_completed');
  });

  it('can be asked for by another process, once', async () => {
    const { fixture, clock } = tree({
      'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'ok' }),
      ...asleep,
    });
    void clock.sleep(5000).then(async () => {
      await fixture.store.send(RUN_ID, { id: 'i1', kind: 'cancel', by: 'ann' });
      await fixture.store.send(RUN_ID, { id: 'i1', kind: 'cancel', by: 'ann' });
    });
    const { state, events } = await fixture.start();
    expect(ofType(events, 'intent_received')).toHaveLength(1);
    expect([...state.threads.values()].map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(events.at(-1)).toMatchObject({ type: 'run_cancelled', data: { by: 'ann' } });
  });

  it('is kept as a wish until it has come true', async () => {
    const { fixture, clock } = tree({
      'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'ok' }),
      ...asleep,
    });
    const atWork: string[] = [];
    const create = fixture.store.create.bind(fixture.store);
    fixture.store.create = async (runId) => {
      const writer = await create(runId);
      const settle = writer.settleIntent.bind(writer);
      writer.settleIntent = async (id) => {
        const { threads } = foldRun(await fixture.events());
        atWork.push(...[...threads.values()].filter(({ status }) => !isFinal(status)).map(({ place }) => place));
        return settle(id);
      };
      return writer;
    };
    void clock.sleep(5000).then(() => fixture.store.send(RUN_ID, { id: 'i1', kind: 'cancel', by: 'ann' }));
    const { state } = await fixture.start();
    expect(state.status).toBe('cancelled');
    expect(atWork).toEqual([]);
  });
});
