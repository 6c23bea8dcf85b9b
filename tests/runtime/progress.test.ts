import { describe, expect, it } from 'vitest';
import { type Json, runDocument, type Tool } from '#protocol';
import { type Outcome, ofType, RuntimeFixture, toolOf } from '../helpers/runtime-fixture.ts';
import { operation, type ScriptedAnswer, scriptedModel, spawn, textsIn, turnOf } from '../helpers/scripted-model.ts';
import { allIds, tree } from './tree.ts';

const call = (name: string, input = {}): ScriptedAnswer => ({ text: 'once more', calls: [{ name, input }] });

function run(
  script: (turn: number) => ScriptedAnswer,
  facts: Partial<ConstructorParameters<typeof RuntimeFixture>[0]> = {},
) {
  const model = scriptedModel((request) => script(turnOf(request)));
  return new RuntimeFixture({ model, tools: [toolOf('test/look')], ...facts });
}

const counting = (result: (n: number) => Json): Tool => {
  let n = 0;
  return toolOf('test/look', {
    run: async () => {
      n += 1;
      return { ok: true, result: result(n) };
    },
  });
};

const turnsOf = ({ root }: Outcome): number => root.turns.length;

describe('the same call with the same result', () => {
  it('three times in a row ends the thread, and says which call and how often', async () => {
    const outcome = await run(() => call('test_look', { path: 'a' })).start();
    expect(turnsOf(outcome)).toBe(3);
    expect(outcome.root.error).toMatchObject({
      code: 'runtime/no-progress',
      message: 'No progress: test/look was called 3 times in a row with {"path":"a"}, and each time came to the same.',
      data: { tool: 'test/look', times: 3 },
    });
    expect(outcome.root.result).toBe('once more');
    expect(outcome.state.status).toBe('error');
  });

  it('counts also where it is refused, fails, or is large', async () => {
    const failing = toolOf('test/look', { run: async () => ({ ok: false, error: { code: 'x', message: 'no' } }) });
    for (const fixture of [
      run(() => call('test_none')),
      run(() => call('test_look'), { tools: [failing] }),
      run(() => call('test_look'), { tools: [counting(() => ({ content: 'x'.repeat(90_000) }))] }),
    ]) {
      const outcome = await fixture.start();
      expect(outcome.root.error?.code).toBe('runtime/no-progress');
      expect(turnsOf(outcome)).toBe(3);
    }
  });

  it.each<[string, (turn: number) => ScriptedAnswer, Tool]>([
    ['the result differs', () => call('test_look'), counting((n) => n)],
    ['the input differs', (turn) => call('test_look', { turn }), counting(() => 1)],
    ['there is another call between', (turn) => call('test_look', { odd: turn % 2 }), counting(() => 1)],
  ])('does not end it where %s', async (_why, script, tool) => {
    const outcome = await run((turn) => (turn < 9 ? script(turn) : { text: 'ok' }), { tools: [tool] }).start();
    expect(outcome.root).toMatchObject({ status: 'completed', result: 'ok' });
  });

  it('does not end it where the setting is 0, and as often as it says elsewhere', async () => {
    for (const [sameCallTimes, status, turns] of [
      [0, 'completed', 8],
      [5, 'error', 5],
    ] as const) {
      const fixture = run((turn) => (turn < 8 ? call('test_look') : { text: 'ok' }), {
        settings: { patience: { sameCallTimes, unusableTurns: 0 } },
      });
      const outcome = await fixture.start();
      expect(outcome.root.status).toBe(status);
      expect(turnsOf(outcome)).toBe(turns);
    }
  });

  it('does not end who waits for others, however often it asks', async () => {
    const { fixture } = tree({
      'team/lead': (request, turn) => {
        if (turn === 1) return { calls: [spawn('team/leaf', { async: true })] };
        const thread_ids = allIds(request).slice(0, 1);
        return turn < 8 ? { calls: [operation('wait_threads', { thread_ids, timeout: 1 })] } : { text: 'ok' };
      },
      'team/leaf': () => ({ delayMs: 60_000, text: 'late' }),
    });
    const { root } = await fixture.start();
    expect(root).toMatchObject({ status: 'completed', result: 'ok' });
  });

  it('counts anew when somebody says something to it, and when it is resumed', async () => {
    const model = scriptedModel((request) =>
      textsIn(request).includes('Look elsewhere.') ? { text: 'elsewhere' } : call('test_look'),
    );
    const fixture = new RuntimeFixture({ model, tools: [toolOf('test/look')] });
    await fixture.start();
    const again = await fixture.resume();
    expect(again.root.error).toMatchObject({ code: 'runtime/no-progress', data: { times: 3 } });
    expect(turnsOf(again)).toBe(6);
    const told = await fixture.resume({ message: 'Look elsewhere.' });
    expect(told.root).toMatchObject({ status: 'completed', result: 'elsewhere' });
  });
});

describe('turns in which no call can be made', () => {
  const odd = (turn: number): ScriptedAnswer => call(`test_none_${turn}`);

  it('end the thread after five, with the last refusal', async () => {
    const outcome = await run(odd).start();
    expect(turnsOf(outcome)).toBe(5);
    expect(outcome.root.error).toMatchObject({
      code: 'runtime/unusable-calls',
      message: 'In 5 turns in a row no call could be made; the last: There is no tool "test_none_5".',
      data: { turns: 5, code: 'runtime/unknown-tool' },
    });
    expect(ofType(outcome.events, 'tool_call_denied')).toHaveLength(5);
  });

  it('count only where none of a turn’s calls could be made, and in a row', async () => {
    const mixed = (turn: number): ScriptedAnswer => ({
      calls: [...odd(turn).calls!, ...(turn % 3 === 0 ? [{ name: 'test_look', input: { turn } }] : [])],
    });
    const outcome = await run((turn) => (turn < 12 ? mixed(turn) : { text: 'ok' })).start();
    expect(outcome.root.status).toBe('completed');
  });

  it('do not end it where the setting is 0', async () => {
    const settings = { patience: { sameCallTimes: 3, unusableTurns: 0 } };
    const outcome = await run((turn) => (turn < 12 ? odd(turn) : { text: 'ok' }), { settings }).start();
    expect(outcome.root.status).toBe('completed');
  });
});

describe('a thread that gets nowhere, cut off after any event', () => {
  it('ends at the same turn with the same error', async () => {
    const source = run(() => call('test_look'));
    const whole = await source.start();
    // One that has failed is given another try by whoever resumes.
    const end = ofType(whole.events, 'thread_failed')[0]!.seq;
    for (let upTo = 1; upTo < end; upTo += 1) {
      const resumed = run(() => call('test_look'));
      await resumed.adopt(source, upTo);
      const outcome = await resumed.resume();
      expect(outcome.root.error).toEqual(whole.root.error);
      expect(turnsOf(outcome)).toBe(turnsOf(whole));
    }
  });
});

describe('a thread that gets nowhere, where somebody can answer', () => {
  const ASK = { facts: { rye_version: '0.0.0', approve: 'ask' as const } };

  it('stands still and asks, and its run waits without a driver', async () => {
    const outcome = await run(() => call('test_look')).start(ASK);
    expect(outcome).toMatchObject({ stalled: true, state: { status: 'waiting' }, root: { status: 'paused' } });
    expect(turnsOf(outcome)).toBe(3);
    expect(runDocument(outcome.state, { driven: false }).waiting_for).toMatchObject([
      {
        kind: 'paused',
        place: 'root',
        reason: expect.stringContaining('No progress: test/look was called 3 times in a row'),
        action: 'rye unpause tidy-ghjkmn root · rye cancel tidy-ghjkmn root · rye message tidy-ghjkmn root TEXT',
      },
    ]);
  });

  it('has as much patience again when it is let go on', async () => {
    const fixture = run(() => call('test_look'));
    await fixture.start(ASK);
    const outcome = await fixture.resume();
    expect(outcome.stalled).toBe(true);
    expect(turnsOf(outcome)).toBe(6);
  });

  it('goes on with what it is told', async () => {
    const model = scriptedModel((request) =>
      textsIn(request).some((text) => text.includes('Stop looking')) ? { text: 'stopped' } : call('test_look'),
    );
    const fixture = new RuntimeFixture({ model, tools: [toolOf('test/look')] });
    await fixture.start(ASK);
    const { state } = await fixture.resume({ message: 'Stop looking.' });
    expect(state).toMatchObject({ status: 'completed', result: 'stopped' });
  });
});
