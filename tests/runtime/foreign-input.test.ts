import { describe, expect, it } from 'vitest';
import type { Json } from '#protocol';
import { directiveOf, ofType, RuntimeFixture, toolOf } from '../helpers/runtime-fixture.ts';
import { operation, resultsIn, scriptedModel, spawn, turnOf } from '../helpers/scripted-model.ts';
import { requestOf, results, tree } from './tree.ts';

describe('what a provider says', () => {
  it('with one id for two calls is two calls, each made once', async () => {
    const pay = toolOf('test/pay', { effect: 'once' });
    const model = scriptedModel((request) => {
      const call = (to: string) => ({ name: 'test_pay', id: 'call_0', input: { to } });
      return turnOf(request) < 3
        ? { calls: [call(`a${turnOf(request)}`), call(`b${turnOf(request)}`)] }
        : { text: 'ok' };
    });
    const { root } = await new RuntimeFixture({ model, tools: [pay] }).start();
    expect(root.status).toBe('completed');
    expect(pay.runs).toEqual([{ to: 'a1' }, { to: 'b1' }, { to: 'a2' }, { to: 'b2' }]);
    const calls = root.turns.flatMap((turn) => turn.calls.map(({ callId }) => callId));
    expect(new Set(calls).size).toBe(4);
    for (const id of calls) expect(id).toMatch(/^[\w-]+$/);
  });

  it('with the id of an earlier spawn spawns anew', async () => {
    const model = scriptedModel((request) => {
      if (request.asker.directive !== 'team/lead') return { text: request.asker.directive };
      const turn = turnOf(request);
      return turn < 3 ? { calls: [{ ...spawn(turn === 1 ? 'team/a' : 'team/b'), id: 'same' }] } : { text: 'ok' };
    });
    const directives = ['team/lead', 'team/a', 'team/b'].map((id) => directiveOf(id));
    const { state } = await new RuntimeFixture({ model, directives }).start();
    expect([...state.threads.values()].map(({ directive }) => directive)).toEqual(['team/lead', 'team/a', 'team/b']);
  });

  it('that is no answer fails the call, is charged at its reservation, and leaves the log readable', async () => {
    const model = scriptedModel(() => ({ text: 'ok', usage: { output_tokens: 1.5 } }));
    const { events, root, state } = await new RuntimeFixture({ model }).start();
    expect(root.error?.code).toBe('runtime/model-failed');
    const [failed] = ofType(events, 'model_call_failed');
    const [started] = ofType(events, 'model_call_started');
    expect(failed?.data).toMatchObject({ code: 'invalid_reply', unsettled_usd: started?.data.reserved_usd });
    expect(state.status).toBe('error');
  });

  it('in refusal fails the thread with its words', async () => {
    const model = scriptedModel(() => ({ text: 'I will not.', stopReason: 'refusal' as const }));
    const { root } = await new RuntimeFixture({ model }).start();
    expect(root.error?.message).toContain('I will not.');
  });

  it('that was cut off is asked to go on, twice at the most', async () => {
    const model = scriptedModel(() => ({ text: 'and so', stopReason: 'max_tokens' as const }));
    const { root, events } = await new RuntimeFixture({ model }).start();
    expect(root.status).toBe('completed');
    expect(ofType(events, 'message_injected').map(({ data }) => data.by)).toEqual(['rye', 'rye']);
  });
});

describe('what a model asks of the orchestrator', () => {
  it('is refused where it would wait for itself or for who waits for it', async () => {
    let parent = '';
    const { fixture, model } = tree({
      'team/lead': ({ asker }, turn) => {
        parent = asker.thread;
        return turn === 1 ? { calls: [spawn('team/leaf')] } : { text: 'ok' };
      },
      'team/leaf': ({ asker }, turn) => {
        const wait = (id: string) => operation('wait_threads', { thread_ids: [id] });
        return turn === 1 ? { calls: [wait(asker.thread), wait(parent)] } : { text: 'ok' };
      },
    });
    await fixture.start();
    for (const result of resultsIn(requestOf(model, 'team/leaf', 2))) expect(result).toContain('cannot be waited for');
  });

  it('is refused where an argument makes no sense, and the run goes on', async () => {
    const { fixture, model } = tree({
      'team/lead': (_request, turn) =>
        turn === 1
          ? {
              calls: [
                operation('wait_threads', { thread_ids: [], timeout: -1e14 }),
                operation('wait_threads', { thread_ids: 'x' }),
              ],
            }
          : { text: 'ok' },
    });
    const { root } = await fixture.start();
    expect(root.status).toBe('completed');
    const told = results(requestOf(model, 'team/lead', 2)).map(({ error }) => (error as { code: string }).code);
    expect(told).toEqual(['runtime/invalid-call', 'runtime/invalid-call']);
  });
});

describe('secrets', () => {
  it('are gone from inputs, messages, prompts, answers and results before the first write', async () => {
    const model = scriptedModel((request) =>
      turnOf(request) === 1
        ? { text: 'it is hunter2', calls: [{ name: 'test_look', input: { at: 'hunter2' } }] }
        : { text: 'ok' },
    );
    const look = toolOf('test/look');
    const lead = directiveOf('team/lead', { body: 'Use {input:key}.' });
    const fixture = new RuntimeFixture({ model, tools: [look], directives: [lead] });
    const strip = (text: string): string => text.replaceAll('hunter2', '[redacted]');
    fixture.ports.redactor = {
      text: async (text) => strip(text),
      json: async <T extends Json>(value: T) => JSON.parse(strip(JSON.stringify(value))) as T,
      settled: (text) => text.length,
    };
    await fixture.start({ inputs: { key: 'hunter2' } });
    await fixture.resume({ message: 'again: hunter2' });
    expect(JSON.stringify(await fixture.events())).not.toContain('hunter2');
  });
});

describe('an observer', () => {
  it('that throws ends nothing: the run goes on without it', async () => {
    const fixture = new RuntimeFixture({ model: scriptedModel(() => ({ text: 'ok' })) });
    const outcome = await fixture.start({
      observe: () => {
        throw new Error('cannot draw');
      },
    });
    expect(outcome.root.status).toBe('completed');
    expect(outcome.observerFault).toMatchObject({ message: 'cannot draw' });
  });
});

describe('an interrupt', () => {
  it('does not make a refused operation the end of its thread', async () => {
    const stop = new AbortController();
    const { fixture } = tree({
      'team/lead': (_request, turn) => {
        if (turn === 1) queueMicrotask(() => stop.abort());
        return turn === 1 ? { calls: [spawn('team/nowhere')] } : { text: 'ok' };
      },
    });
    const { events, interrupted } = await fixture.start({ interrupt: stop.signal });
    expect(interrupted).toBe(true);
    expect(ofType(events, 'thread_failed')).toEqual([]);
    expect((await fixture.resume()).root.status).toBe('completed');
  });

  it('records what a side effect did where that is known', async () => {
    const stop = new AbortController();
    const pay = toolOf('test/pay', {
      effect: 'once',
      run: async () => {
        stop.abort();
        return { ok: true, result: 'paid' };
      },
    });
    const model = scriptedModel((request) =>
      turnOf(request) === 1 ? { calls: [{ name: 'test_pay', input: {} }] } : { text: 'ok' },
    );
    const fixture = new RuntimeFixture({ model, tools: [pay] });
    await fixture.start({ interrupt: stop.signal });
    await fixture.resume();
    expect(pay.runs).toHaveLength(1);
    expect(resultsIn(model.requests.at(-1)!)).toEqual(['paid']);
  });
});

describe('a cancel', () => {
  it('that comes while a thread is being spawned leaves none behind at work', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/middle', { async: true })] };
        const [id] = results(request).map((result) => result['thread_id'] as string);
        return turn === 2 ? { calls: [operation('cancel_thread', { thread_id: id ?? '' })] } : { text: 'ok' };
      },
      'team/middle': (_request, turn) => (turn === 1 ? { calls: [spawn('team/leaf')] } : { text: 'ok' }),
      'team/leaf': () => ({ hang: true }),
    });
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    const below = [...state.threads.values()].filter(({ directive }) => directive !== 'team/lead');
    expect(below.every(({ status }) => status === 'cancelled')).toBe(true);
    expect(model.requests.filter(({ asker }) => asker.directive === 'team/leaf').length).toBeLessThan(2);
  });
});
