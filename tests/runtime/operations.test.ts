import { describe, expect, it } from 'vitest';
import type { JsonObject, ModelRequest } from '#protocol';
import { ofType, required, threadAt } from '../helpers/runtime-fixture.ts';
import { give, operation, type ScriptedAnswer, spawn } from '../helpers/scripted-model.ts';
import { allIds, requestOf, results, type Script, tree } from './tree.ts';

/** A lead that spawns scouts, waits for them, then makes `calls`, one a turn, with the ids of the scouts. */
const afterWaiting =
  (count: number, ...calls: ((ids: string[], request: ModelRequest) => ScriptedAnswer)[]): Script =>
  (request, turn) => {
    if (turn === 1)
      return {
        calls: Array.from({ length: count }, (_, index) => spawn('team/scout', { async: true, parameters: { index } })),
      };
    const ids = allIds(request).slice(0, count);
    if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids })] };
    return calls[turn - 3]?.(ids, request) ?? { text: 'done' };
  };

/** What the lead was told in answer to its third turn's calls. */
const told = (model: { requests: ModelRequest[] }, turn = 4): JsonObject[] =>
  results(requestOf(model, 'team/lead', turn));

const scoutParts = { parts: { 'team/scout': { outputs: [required('found')] } } };

describe('kill_thread', () => {
  it('ends a thread at once, and says so', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2) return { calls: [operation('kill_thread', { thread_id: allIds(request)[0]! })] };
        if (turn === 3) return { calls: [operation('wait_threads', { thread_ids: [allIds(request)[0]!] })] };
        return { text: 'done' };
      },
      'team/scout': () => ({ hang: true }),
    });
    const { state } = await fixture.start();
    const scout = threadAt(state, 'root/scout[0]');
    expect(scout).toMatchObject({ status: 'killed', endedBy: { by: 'root' } });
    expect(told(model, 3)[0]).toEqual({ success: true, killed: scout.id });
    // Waiting for a killed one returns at once.
    expect(told(model, 4)[0]).toMatchObject({ success: false, results: { [scout.id]: { status: 'killed' } } });
  });

  it('of one that has ended says how it ended, and changes nothing', async () => {
    const { fixture, model } = tree({
      'team/lead': afterWaiting(1, ([id]) => ({ calls: [operation('kill_thread', { thread_id: id! })] })),
      'team/scout': () => ({ text: 'ok' }),
    });
    const { state } = await fixture.start();
    expect(told(model)[0]).toMatchObject({ success: true, already_final: true, status: 'completed' });
    expect(threadAt(state, 'root/scout[0]').status).toBe('completed');
  });
});

describe('an operation that changes a thread', () => {
  it.each(['cancel_thread', 'kill_thread', 'handoff_thread', 'resume_thread'])(
    '%s is refused for a thread that is not below the caller, and for the caller itself',
    async (name) => {
      let root = '';
      const { fixture, model } = tree({
        'team/lead': (request, turn) => {
          root = request.asker.thread;
          return turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'done' };
        },
        'team/scout': (request, turn) =>
          turn === 1
            ? {
                calls: [
                  operation(name, { thread_id: root, message: 'go' }),
                  operation(name, { thread_id: request.asker.thread, message: 'go' }),
                  operation(name, { thread_id: 'nobody-1', message: 'go' }),
                  operation(name, { message: 'go' }),
                ],
              }
            : { text: 'ok' },
      });
      const { state } = await fixture.start();
      const codes = results(requestOf(model, 'team/scout', 2)).map(({ error }) => (error as JsonObject)['code']);
      expect(codes).toEqual([
        'runtime/not-a-descendant',
        'runtime/not-a-descendant',
        'runtime/unknown-thread',
        'runtime/unknown-thread',
      ]);
      expect(state.status).toBe('completed');
    },
  );
});

describe('resume_thread', () => {
  const resuming = (options: JsonObject = {}): Script =>
    afterWaiting(
      1,
      ([id]) => ({ calls: [operation('resume_thread', { thread_id: id!, message: 'look again', ...options })] }),
      ([id]) => ({ calls: [operation('wait_threads', { thread_ids: [id!] })] }),
    );
  const scout: Script = (request, turn) =>
    turn === 1
      ? { text: 'first look', calls: [give({ found: 1 })] }
      : { calls: [give({ found: request.messages.length })] };

  it('lets a thread go on with a message: a new one continues it, sees the old conversation, and is waited for in its place', async () => {
    const { fixture, model } = tree({ 'team/lead': resuming(), 'team/scout': scout }, scoutParts);
    const { state } = await fixture.start();
    const [old, link] = [threadAt(state, 'root/scout[0]'), threadAt(state, 'root/scout[0]+1')];
    expect(old).toMatchObject({ status: 'continued', continuedBy: link.id, outputs: { found: 1 } });
    expect(link).toMatchObject({ status: 'completed', continuationOf: old.id, inputs: old.inputs, model: old.model });
    expect(told(model)[0]).toMatchObject({
      success: true,
      resumed: true,
      old_thread_id: old.id,
      new_thread_id: link.id,
      original_thread_id: null,
      resolved_thread_id: old.id,
      directive: 'team/scout',
      new_thread_result: { thread_id: link.id, status: 'completed', outputs: { found: 3 } },
    });
    // Waiting for the old one is waiting for the chain.
    expect(told(model, 5)[0]).toMatchObject({ success: true, results: { [old.id]: { thread_id: link.id } } });
    const [first, answer, last] = requestOf(model, 'team/scout', 2).messages;
    expect(first?.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('Do team/scout.') });
    expect(answer?.content).toMatchObject([{ type: 'text', text: 'first look' }, { type: 'tool_use' }]);
    expect(last?.content).toMatchObject([{ type: 'tool_result' }, { type: 'text', text: 'look again' }]);
  });

  it('resumes the last of a chain, whichever of its threads is named', async () => {
    const again = ([id]: string[]): ScriptedAnswer => ({
      calls: [operation('resume_thread', { thread_id: id!, message: 'once more' })],
    });
    const { fixture, model } = tree({ 'team/lead': afterWaiting(1, again, again), 'team/scout': scout }, scoutParts);
    const { state } = await fixture.start();
    const [first, second, third] = ['', '+1', '+2'].map((link) => threadAt(state, `root/scout[0]${link}`));
    expect(told(model, 5)[0]).toMatchObject({
      old_thread_id: second!.id,
      new_thread_id: third!.id,
      original_thread_id: first!.id,
      resolved_thread_id: second!.id,
    });
    expect(third!.continuationOf).toBe(second!.id);
  });

  it('does not wait where it is told not to', async () => {
    const { fixture, model } = tree({ 'team/lead': resuming({ async: true }), 'team/scout': scout }, scoutParts);
    await fixture.start();
    expect(told(model)[0]).toMatchObject({ new_thread_result: { status: 'created' } });
  });

  it('is refused without a message, and for one that is still at work', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        const [id] = allIds(request);
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2)
          return {
            calls: [
              operation('resume_thread', { thread_id: id! }),
              operation('resume_thread', { thread_id: id!, message: 'go' }),
              operation('kill_thread', { thread_id: id! }),
            ],
          };
        return { text: 'done' };
      },
      'team/scout': () => ({ hang: true }),
    });
    await fixture.start();
    expect(told(model, 3).map(({ error }) => (error as JsonObject | undefined)?.['code'])).toEqual([
      'runtime/invalid-call',
      'runtime/still-active',
      undefined,
    ]);
  });

  it('has its turns anew, and no more money than the first was given', async () => {
    const { fixture } = tree(
      {
        'team/lead': afterWaiting(1, ([id]) => ({
          calls: [operation('resume_thread', { thread_id: id!, message: 'spend the rest' })],
        })),
        'team/scout': (_request, turn) =>
          turn < 3
            ? { calls: [operation('list_active')], usage: { input_tokens: 0, output_tokens: 200 } }
            : { text: 'enough', usage: { input_tokens: 0, output_tokens: 200 } },
      },
      { parts: { 'team/scout': { limits: { turns: 3, spend: 0.02 } } } },
    );
    const { state, events } = await fixture.start();
    const link = threadAt(state, 'root/scout[0]+1');
    const scoutAccount = threadAt(state, 'root/scout[0]').account;
    expect(link.limits.turns).toBe(3);
    expect(link.before).toBeUndefined();
    expect(link.account.limit).toBeUndefined();
    expect(scoutAccount.own + scoutAccount.children).toBeLessThanOrEqual(20_000_000);
    expect(scoutAccount.children).toBe(link.account.own);
    // What was set aside for the chain is given back with its last thread.
    expect(threadAt(state, 'root').account.reserved).toBe(0);
    expect(ofType(events, 'thread_continued')).toHaveLength(1);
  });
});

describe('handoff_thread', () => {
  it('lets a new thread take over from one at work when its turn is over, with the message', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        const [id] = allIds(request);
        if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
        if (turn === 2)
          return { calls: [operation('handoff_thread', { thread_id: id!, message: 'You are the second.' })] };
        return { text: 'done' };
      },
      'team/scout': (request, turn) => {
        const isSecond = JSON.stringify(request.messages).includes('You are the second.');
        return isSecond ? { text: `took over at turn ${turn}` } : { calls: [operation('list_active')], delayMs: 1000 };
      },
    });
    const { state } = await fixture.start();
    const [old, link] = [threadAt(state, 'root/scout[0]'), threadAt(state, 'root/scout[0]+1')];
    expect(old.status).toBe('continued');
    expect(old.turns.at(-1)?.calls.every(({ end }) => end !== undefined)).toBe(true);
    expect(link).toMatchObject({
      status: 'completed',
      continuation: { why: 'handoff', message: 'You are the second.' },
    });
    expect(told(model, 3)[0]).toMatchObject({
      success: true,
      old_thread_id: old.id,
      new_thread_id: link.id,
      new_thread_result: { status: 'completed', result: expect.stringContaining('took over') },
    });
  });

  it('goes on from one that has ended, a failed one too', async () => {
    const { fixture } = tree({
      'team/lead': afterWaiting(1, ([id]) => ({ calls: [operation('handoff_thread', { thread_id: id! })] })),
      'team/scout': (request) =>
        request.asker.place.endsWith('+1')
          ? { text: 'mended' }
          : { fail: { category: 'permanent', retryable: false, message: 'broke' } },
    });
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({
      status: 'continued',
      error: { code: 'runtime/model-failed' },
    });
    expect(threadAt(state, 'root/scout[0]+1')).toMatchObject({ status: 'completed', result: 'mended' });
  });
});

describe('get_chain and chain_search', () => {
  const search =
    (input: JsonObject) =>
    (ids: string[]): ScriptedAnswer => ({
      calls: [
        operation('chain_search', { thread_id: ids[0]!, ...input }),
        operation('get_chain', { thread_id: ids[0]! }),
      ],
    });
  const resumed = ([id]: string[]): ScriptedAnswer => ({
    calls: [operation('resume_thread', { thread_id: id!, message: 'And the WEST wing?' })],
  });
  const scout: Script = (_request, turn) => ({ text: turn === 1 ? 'the east wing\nis dry' : 'the west wing is wet' });

  it('tell of all threads of a chain, from the first to the last, and find what was said in them', async () => {
    const { fixture, model } = tree({
      'team/lead': afterWaiting(
        1,
        resumed,
        search({ query: 'West Wing' }),
        search({ query: 'w(es|as)t wing|dry$', search_type: 'regex' }),
      ),
      'team/scout': scout,
    });
    const { state } = await fixture.start();
    const [first, second] = [threadAt(state, 'root/scout[0]').id, threadAt(state, 'root/scout[0]+1').id];
    const [found, chain] = told(model, 5);
    expect(chain).toEqual({
      success: true,
      chain_length: 2,
      chain: [
        { thread_id: first, status: 'continued', directive: 'team/scout' },
        { thread_id: second, status: 'completed', directive: 'team/scout' },
      ],
    });
    expect(found).toMatchObject({ success: true, chain_length: 2, chain_threads: [first, second], truncated: false });
    const hits = (found!['results'] as JsonObject[]).map(({ thread_id, event_type, matches }) => [
      thread_id,
      event_type,
      matches,
    ]);
    expect(hits).toEqual([
      [second, 'cognition_in', ['And the WEST wing?']],
      [second, 'cognition_out', ['the west wing is wet']],
    ]);
    const [byPattern] = told(model, 6);
    expect((byPattern!['results'] as JsonObject[]).map(({ matches }) => matches)).toEqual([
      ['is dry'],
      ['And the WEST wing?'],
      ['the west wing is wet'],
    ]);
  });

  it('cut a long list of results, and say so', async () => {
    const { fixture, model } = tree({
      'team/lead': afterWaiting(1, search({ query: 'wing', max_results: 0 })),
      'team/scout': scout,
    });
    await fixture.start();
    expect(told(model)[0]).toMatchObject({ results: [], truncated: true });
  });

  it('of an unknown thread: no chain, and nowhere to search; without what they need: a clear error', async () => {
    const { fixture, model } = tree({
      'team/lead': (_request, turn) =>
        turn === 1
          ? {
              calls: [
                operation('get_chain', { thread_id: 'nobody' }),
                operation('chain_search', { thread_id: 'nobody', query: 'x' }),
                operation('get_chain'),
                operation('chain_search', { thread_id: 'nobody' }),
                operation('chain_search', { thread_id: 'nobody', query: '(', search_type: 'regex' }),
              ],
            }
          : { text: 'done' },
    });
    await fixture.start();
    const [chain, ...errors] = told(model, 2);
    expect(chain).toEqual({ success: true, chain_length: 0, chain: [] });
    expect(errors.map(({ error }) => (error as JsonObject)['code'])).toEqual([
      'runtime/unknown-thread',
      'runtime/invalid-call',
      'runtime/invalid-call',
      'runtime/unknown-thread',
    ]);
  });

  it('refuse a pattern that is none', async () => {
    const { fixture, model } = tree({
      'team/lead': afterWaiting(1, search({ query: '(', search_type: 'regex' })),
      'team/scout': scout,
    });
    await fixture.start();
    expect(told(model)[0]!['error']).toMatchObject({
      code: 'runtime/invalid-call',
      message: expect.stringContaining('pattern'),
    });
  });
});

describe('read_transcript', () => {
  it('gives the conversation of a thread, whole or its last lines', async () => {
    const { fixture, model } = tree({
      'team/lead': afterWaiting(1, ([id]) => ({
        calls: [
          operation('read_transcript', { thread_id: id! }),
          operation('read_transcript', { thread_id: id!, tail_lines: 2 }),
          operation('read_transcript', { thread_id: 'nobody' }),
        ],
      })),
      'team/scout': () => ({ text: 'all is well' }),
    });
    const { state } = await fixture.start();
    const [whole, tail, none] = told(model);
    expect(whole).toMatchObject({ success: true, thread_id: threadAt(state, 'root/scout[0]').id });
    expect(whole!['content']).toContain('## assistant\n\nall is well');
    expect(whole!['content']).toMatch(/^# root\/scout\[0\]\n/);
    expect(tail!['content']).toBe('\nall is well');
    expect(none!['error']).toMatchObject({ code: 'runtime/unknown-thread' });
  });
});

describe('list_active', () => {
  it('names what is at work below the caller, and nothing else', async () => {
    const { fixture, model } = tree({
      'team/lead': (request, turn) => {
        const started = allIds(request);
        if (turn === 1) return { calls: [spawn('team/scout', { async: true }), spawn('team/scout', { async: true })] };
        if (turn === 2)
          return { calls: [operation('cancel_thread', { thread_id: started[0]! }), operation('list_active')] };
        if (turn === 3) return { calls: [operation('cancel_thread', { thread_id: started[1]! })] };
        return { text: 'done' };
      },
      'team/scout': () => ({ hang: true }),
    });
    const { state } = await fixture.start();
    const active = threadAt(state, 'root/scout[1]').id;
    expect(told(model, 3)[1]).toMatchObject({ success: true, active_threads: [active], count: 1 });
  });
});

describe('aggregate_results', () => {
  const scout: Script = (request) => {
    const { index } = request.asker.inputs;
    if (index === 2) return { fail: { category: 'permanent', retryable: false, message: 'the scraper is down' } };
    return {
      calls: [
        give({
          found: `${String(Number(index))} rooms`,
          findings: [`wing ${String(Number(index))}`],
          confidence: 0.5 + Number(index) / 10,
        }),
      ],
    };
  };
  const aggregate =
    (input: JsonObject) =>
    (ids: string[]): ScriptedAnswer => ({
      calls: [operation('aggregate_results', { thread_ids: [...ids, 'nobody', { status: 'error' }], ...input })],
    });

  it('returns how each stands, with what it returned, its error and its cost', async () => {
    const { fixture, model } = tree({ 'team/lead': afterWaiting(3, aggregate({})), 'team/scout': scout }, scoutParts);
    const { state } = await fixture.start();
    const [{ success, results: reports, ...rest }] = told(model) as [JsonObject];
    const ids = [0, 1, 2].map((index) => threadAt(state, `root/scout[${index}]`).id);
    expect({ success, rest }).toEqual({ success: true, rest: {} });
    expect(reports).toMatchObject({
      [ids[0]!]: { status: 'completed', outputs: { found: '0 rooms' }, cost: { turns: 1 } },
      [ids[2]!]: { status: 'error', error: { code: 'runtime/model-failed' } },
      nobody: { status: 'not_found' },
      __failed_4: { status: 'error', error: { status: 'error' } },
    });
  });

  it('says on demand what is to be made of it: findings, confidence, who failed and why, and how many answered', async () => {
    const { fixture, model } = tree(
      { 'team/lead': afterWaiting(3, aggregate({ synthesis: 'validate' })), 'team/scout': scout },
      scoutParts,
    );
    await fixture.start();
    expect(told(model)[0]!['synthesis']).toMatchObject({
      findings: [
        { place: 'root/scout[0]', finding: 'wing 0' },
        { place: 'root/scout[1]', finding: 'wing 1' },
      ],
      recommendations: [],
      confidence: 0.5,
      failed: [
        { place: 'root/scout[2]', status: 'error', why: expect.stringContaining('the scraper is down') },
        { thread_id: '__failed_4' },
        { thread_id: 'nobody', status: 'not_found' },
      ],
      coverage: '2/5',
    });
  });

  it('refuses a synthesis that there is not', async () => {
    const { fixture, model } = tree(
      { 'team/lead': afterWaiting(1, aggregate({ synthesis: 'poem' })), 'team/scout': scout },
      scoutParts,
    );
    await fixture.start();
    expect(told(model)[0]!['error']).toMatchObject({ code: 'runtime/invalid-call' });
  });
});
