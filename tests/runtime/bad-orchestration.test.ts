import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#protocol';
import { directiveOf, RuntimeFixture, threadAt } from '../helpers/runtime-fixture.ts';
import { operation, resultsIn, type ScriptedCall, scriptedModel, spawn, turnOf } from '../helpers/scripted-model.ts';

/**
 * What a thread is told of one call, after it has spawned a scout that has ended. The run has to go on, to its end.
 * @param facts Of the root's directive.
 */
async function toldOf(
  call: (ids: { own: string; scout: string }) => ScriptedCall,
  facts: Parameters<typeof directiveOf>[1] = {},
): Promise<string> {
  const model = scriptedModel((request) => {
    if (request.asker.directive !== 'team/lead') return { text: 'found' };
    switch (turnOf(request)) {
      case 1:
        return { calls: [spawn('team/scout')] };
      case 2: {
        const [result = '{}'] = resultsIn(request);
        const scout = String((JSON.parse(result) as { thread_id?: string }).thread_id);
        return { calls: [call({ own: request.asker.thread, scout })] };
      }
      default:
        return { text: 'went on' };
    }
  });
  const directives = [directiveOf('team/lead', facts), directiveOf('team/scout')];
  const { state } = await new RuntimeFixture({ model, directives }).start({ budgetUsd: 2 });
  expect(state).toMatchObject({ status: 'completed', result: 'went on' });
  return resultsIn(model.requests.at(-1)!).join('\n');
}

const of = (name: string, input: JsonObject) => () => operation(name, input);

describe('a call that makes no sense is told so, and the run goes on', () => {
  it.each<[string, (ids: { own: string; scout: string }) => ScriptedCall, string[]]>([
    ['an unknown operation', of('dance', {}), ['There is no operation \\"dance\\"', 'wait_threads']],
    ['no operation', () => operation('', {}), ['There is no operation']],
    ['an unknown thread', of('get_status', { thread_id: 'nobody' }), ['runtime/unknown-thread', 'nobody']],
    ['a wait for unknown threads', of('wait_threads', { thread_ids: ['nobody'] }), ['nobody']],
    ['a wait for no list', of('wait_threads', { thread_ids: 'nobody' }), ['runtime/invalid-call']],
    ['a wait for oneself', ({ own }) => operation('wait_threads', { thread_ids: [own] }), ['error']],
    [
      'a timeout below zero',
      ({ scout }) => operation('wait_threads', { thread_ids: [scout], timeout: -1 }),
      ['runtime/invalid-call'],
    ],
    ['cancelling oneself', ({ own }) => operation('cancel_thread', { thread_id: own }), ['runtime/not-a-descendant']],
    ['killing oneself', ({ own }) => operation('kill_thread', { thread_id: own }), ['runtime/not-a-descendant']],
    ['handing oneself off', ({ own }) => operation('handoff_thread', { thread_id: own }), ['runtime/not-a-descendant']],
    [
      'resuming without a message',
      ({ scout }) => operation('resume_thread', { thread_id: scout }),
      ['message is missing'],
    ],
    ['results of unknown threads', of('aggregate_results', { thread_ids: ['nobody'] }), ['nobody']],
    [
      'a search by a broken expression',
      ({ scout }) => operation('chain_search', { thread_id: scout, query: '(', search_type: 'regex' }),
      ['error'],
    ],
    ['a directive that is not there', () => spawn('team/nobody'), ['team/nobody']],
    [
      'a limit that is none',
      () => spawn('team/scout', { limit_overrides: { patience: 3 } }),
      ['limit_overrides has a limit that is none'],
    ],
    [
      'a limit below zero',
      () => spawn('team/scout', { limit_overrides: { spend: -1 } }),
      ['limit_overrides has a limit that is none'],
    ],
    [
      'a limit that is a text',
      () => spawn('team/scout', { limit_overrides: { turns: 'many' } }),
      ['limit_overrides has a limit that is none'],
    ],
    [
      'more money than there is',
      () => spawn('team/scout', { limit_overrides: { spend: 50 } }),
      ['insufficient_budget'],
    ],
    ['a key that is no name', () => spawn('team/scout', { key: '../up' }), ['is no key']],
    ['parameters that are none', () => spawn('team/scout', { parameters: 'x' as never }), ['runtime/invalid-call']],
  ])('%s', async (_what, call, words) => {
    const told = await toldOf(call);
    for (const word of words) expect(told).toContain(word);
  });

  it.each<[string, JsonObject, string]>([
    ['no spawns left', { spawns: 1 }, 'has spawned 1 of 1 threads'],
    ['no depth left', { depth: 1, spawns: 9 }, 'no refusal'],
  ])('a spawn with %s', async (_what, limits, words) => {
    const told = await toldOf(() => spawn('team/scout', { key: 'second' }), {
      limits: limits as Record<string, number>,
    });
    expect(told).toContain(words === 'no refusal' ? '"thread_status":"completed"' : words);
  });

  it('a spawn below the deepest that is allowed', async () => {
    const model = scriptedModel((request) => {
      if (turnOf(request) > 1) return { text: 'went on' };
      const next = { 'team/lead': 'team/mid', 'team/mid': 'team/leaf' }[request.asker.directive];
      return next === undefined ? { text: 'leaf' } : { calls: [spawn(next)] };
    });
    const directives = ['team/lead', 'team/mid', 'team/leaf'].map((id) => directiveOf(id, { limits: { depth: 1 } }));
    const { state } = await new RuntimeFixture({ model, directives }).start();
    expect(state.status).toBe('completed');
    expect(threadAt(state, 'root/mid[0]').children).toEqual([]);
    const heard = model.requests.filter(({ asker }) => asker.directive === 'team/mid').at(-1)!;
    expect(resultsIn(heard)[0]).toContain('is below the deepest allowed');
  });
});
