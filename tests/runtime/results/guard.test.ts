import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, type ModelRequest, sha256, type Tool } from '#protocol';
import { readArtifactTool } from '../../../src/tools/artifacts/read.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import {
  directiveOf,
  type Outcome,
  ofType,
  RUN_ID,
  RuntimeFixture,
  required,
  toolOf,
} from '../../helpers/runtime-fixture.ts';
import {
  give,
  operation,
  resultsIn,
  type ScriptedAnswer,
  scriptedModel,
  spawn,
  turnOf,
} from '../../helpers/scripted-model.ts';
import { ids, requestOf, tree } from '../tree.ts';

const wide = 'ä€😀"\n';
const LIMITS = { maxChars: 2000, maxCharsWhenFull: 1000 };
const read = (input: JsonObject) => ({ name: 'rye_artifacts_read', input });
const answering = (result: Json): Tool => toolOf('test/look', { run: async () => ({ ok: true, result }) });
const look = (n: number) => ({ name: 'test_look', input: { n } });

/** A lead that calls `test/look` in each of its turns. */
function looker(result: Json, turns = 1, facts: Partial<ConstructorParameters<typeof RuntimeFixture>[0]> = {}) {
  const model = scriptedModel((request) =>
    turnOf(request) <= turns ? { calls: [look(turnOf(request))] } : { text: 'seen' },
  );
  const fixture = new RuntimeFixture({
    model,
    tools: [answering(result)],
    settings: { resultGuard: LIMITS },
    ...facts,
  });
  return { model, fixture };
}

const told = (request: ModelRequest): JsonObject => JSON.parse(resultsIn(request)[0]!) as JsonObject;

describe('a large result', () => {
  it('is kept whole, and the model is told a summary, the hash, and how to read on', async () => {
    const result = { status: 'success', content: 'x'.repeat(5000), lines: 7 };
    const { fixture, model } = looker(result);
    const { events } = await fixture.start();
    const [ended] = ofType(events, 'tool_call_completed');
    const { artifact } = ended!.data;
    expect(Buffer.from(await fixture.store.content(RUN_ID, artifact!.sha256)).toString()).toBe(
      JSON.stringify({ content: 'x'.repeat(5000), lines: 7, status: 'success' }),
    );
    const shown = told(model.requests[1]!);
    expect(shown).toMatchObject({ status: 'success', lines: 7, _artifact_ref: artifact!.sha256 });
    expect(shown['_note']).toContain(`rye/artifacts/read: path is that hash`);
    expect(resultsIn(model.requests[1]!)[0]!.length).toBeLessThanOrEqual(LIMITS.maxChars);
    expect(ended!.data).toMatchObject({ truncated: true, bytes: artifact!.bytes });
  });

  it('at the limit is unchanged, and one character over it is not', async () => {
    const fits = 'y'.repeat(LIMITS.maxChars - 2);
    for (const [result, same] of [
      [fits, true],
      [`${fits}y`, false],
    ] as const) {
      const { fixture, model } = looker(result);
      await fixture.start();
      expect(resultsIn(model.requests[1]!)[0] === result).toBe(same);
    }
  });

  it('that is a text stays one, with the note as its last line, and is kept as it is', async () => {
    const result = `begun\n${wide.repeat(1000)}failed`;
    const { fixture, model } = looker(result);
    const { events } = await fixture.start();
    expect(ofType(events, 'tool_call_completed')[0]?.data.artifact?.sha256).toBe(sha256(result));
    expect(resultsIn(model.requests[1]!)[0]).toMatch(
      /^begun[\s\S]*failed\n\n\[The whole result, .* is kept as [0-9a-f]{64}\./u,
    );
  });

  it('of a failed call is bounded too, and the error stays', async () => {
    const failing = toolOf('test/look', {
      run: async () => ({
        ok: false,
        error: { code: 'tools/failed', message: 'no' },
        result: { stderr: 'z'.repeat(9000) },
      }),
    });
    const { fixture, model } = looker('', 1, { tools: [failing] });
    const { events } = await fixture.start();
    expect(ofType(events, 'tool_call_failed')[0]?.data.artifact).toBeDefined();
    expect(told(model.requests[1]!)).toMatchObject({
      error: { code: 'tools/failed' },
      result: { _artifact_ref: expect.any(String) },
    });
  });

  it('that the tool itself has cut is summarised from the whole, and not kept again', async () => {
    const whole = { hits: Array.from({ length: 500 }, (_, line) => ({ line })) };
    const cutting = toolOf('test/look', {
      run: async (_input, { files }) => {
        const artifact = await files.keepLarge(Buffer.from(JSON.stringify(whole)));
        return { ok: true, result: { hits: [...whole.hits.slice(0, 300), 'cut here'] }, artifact };
      },
    });
    const { fixture, model } = looker('', 1, { tools: [cutting] });
    const { events } = await fixture.start();
    expect(told(model.requests[1]!)).toMatchObject({ hits_count: 500 });
    expect(ofType(events, 'tool_call_completed')[0]?.data.artifact?.sha256).toBe(sha256(JSON.stringify(whole)));
  });

  it('is cut shorter where three quarters of the window are taken', async () => {
    const result = { content: 'x'.repeat(1500) };
    for (const [window, cut] of [
      [2000, true],
      [200_000, false],
    ] as const) {
      const model = scriptedModel((request) => ({
        ...(turnOf(request) === 1 ? { calls: [look(1)] } : { text: 'seen' }),
        usage: { input_tokens: 1600 },
      }));
      const fixture = new RuntimeFixture({
        model,
        window,
        tools: [answering(result)],
        settings: { resultGuard: LIMITS, continuation: { threshold: 0, carriedTokens: 0 } },
      });
      await fixture.start();
      expect('_artifact_ref' in told(model.requests[1]!)).toBe(cut);
    }
  });

  it('says that the thread cannot read on, where it may not', async () => {
    const lead = directiveOf('team/lead', { permissions: ['rye.execute.tool.test.*'] });
    const { fixture, model } = looker({ content: 'x'.repeat(5000) }, 1, { directives: [lead] });
    await fixture.start();
    expect(told(model.requests[1]!)['_note']).toContain('may not call rye/artifacts/read');
  });

  it('is not told of twice: the second is a reference to the first', async () => {
    const { fixture, model } = looker({ status: 'success', content: 'x'.repeat(5000) }, 2);
    const { root, events } = await fixture.start();
    const [first, second] = ofType(events, 'tool_call_completed');
    const again = told(model.requests[2]!);
    expect(again).toEqual({
      status: 'success',
      _same_as: root.turns[0]!.calls[0]!.callId,
      _artifact_ref: first!.data.artifact!.sha256,
      _note: expect.stringContaining('The same result as that of the call'),
    });
    expect(second!.data.artifact).toEqual(first!.data.artifact);
  });

  it('is the same for any order of keys', async () => {
    let odd = false;
    const turning = toolOf('test/look', {
      run: async () => {
        odd = !odd;
        const content = 'x'.repeat(5000);
        return { ok: true, result: odd ? { a: 1, content } : { content, a: 1 } };
      },
    });
    const { fixture, model } = looker('', 2, { tools: [turning] });
    await fixture.start();
    expect(told(model.requests[2]!)).toHaveProperty('_same_as');
  });

  it('with no limit set is cut only where no event takes it', async () => {
    const settings = {
      resultGuard: { maxChars: Number.POSITIVE_INFINITY, maxCharsWhenFull: Number.POSITIVE_INFINITY },
    };
    for (const [length, cut] of [
      [500_000, false],
      [1_100_000, true],
    ] as const) {
      const { fixture, model } = looker({ content: 'x'.repeat(length) }, 1, { settings });
      await fixture.start();
      expect('_artifact_ref' in told(model.requests[1]!)).toBe(cut);
    }
  });
});

describe('reading on', () => {
  it('gives the whole in pieces by its hash, none of them cut again, wide characters whole', async () => {
    const whole = wide.repeat(1500);
    const pieces: string[] = [];
    const model = scriptedModel((request) => {
      if (turnOf(request) === 1) return { calls: [look(1)] };
      if (turnOf(request) === 2) return { calls: [read({ path: sha256(whole) })] };
      const { content, next_offset } = told(request) as { content: string; next_offset?: number };
      pieces.push(content);
      return next_offset === undefined
        ? { text: 'read' }
        : { calls: [read({ path: sha256(whole), offset: next_offset })] };
    });
    const fixture = new RuntimeFixture({
      model,
      directives: [directiveOf('team/lead', { limits: { turns: 100 } })],
      tools: [answering(whole), readArtifactTool],
      settings: { resultGuard: LIMITS },
    });
    const { root, events } = await fixture.start();
    expect(root.result).toBe('read');
    expect(pieces.join('')).toBe(whole);
    expect(pieces.length).toBeGreaterThan(5);
    const reads = ofType(events, 'tool_call_completed').filter(({ data }) => data.tool === readArtifactTool.spec.id);
    for (const { data } of reads) expect(data).not.toHaveProperty('artifact');
  });
});

describe('what many threads came to', () => {
  it('is told of each as far as it fits, and a script still finds the ids of what it spawned', async () => {
    const count = 12;
    const { fixture, model } = tree(
      {
        'team/lead': (request, turn) => {
          if (turn === 1)
            return {
              calls: Array.from({ length: count }, (_, n) => spawn('team/leaf', { async: true, key: `leaf${n}` })),
            };
          if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
          return { text: 'ok' };
        },
        'team/leaf': ({ asker }) => ({ calls: [give({ found: asker.place, essay: 'e'.repeat(3000) })] }),
      },
      { settings: { resultGuard: { maxChars: 6000, maxCharsWhenFull: 6000 } } },
    );
    await fixture.start();
    const shown = told(requestOf(model, 'team/lead', 3)) as { results: Record<string, JsonObject> };
    expect(shown).toMatchObject({ success: true, results_count: count, _artifact_ref: expect.any(String) });
    expect(Object.keys(shown.results)).toHaveLength(count);
    for (const [id, result] of Object.entries(shown.results))
      expect(result).toMatchObject({ thread_id: id, status: 'completed' });
  });
});

describe('a run with large results that is cut off after any event, and gone on with', () => {
  /** The same twice, one of another kind, and a piece read back. */
  function scenario() {
    const clock = new FakeClock();
    const text = wide.repeat(900);
    const script = (request: ModelRequest): ScriptedAnswer => {
      const turn = turnOf(request);
      if (turn <= 2)
        return {
          calls: [
            { ...look(turn), id: `rows${turn}` },
            { name: 'test_text', input: { turn }, id: `text${turn}` },
          ],
        };
      if (turn === 3) return { calls: [read({ path: sha256(text), offset: 900, limit: 50 })] };
      return { calls: [give({ report: resultsIn(request)[0]! })] };
    };
    const model = scriptedModel(script, { sleep: (ms, signal) => clock.sleep(ms, signal) });
    const tools = [
      answering({ status: 'success', rows: Array.from({ length: 400 }, (_, n) => ({ n })) }),
      toolOf('test/text', { run: async () => ({ ok: true, result: text }) }),
      readArtifactTool,
    ];
    const directives = [directiveOf('team/lead', { outputs: [required('report')] })];
    return {
      fixture: new RuntimeFixture({ model, clock, directives, tools, settings: { resultGuard: LIMITS } }),
      model,
    };
  }

  const conversation = ({ root }: Outcome): unknown => [
    root.status,
    root.outputs,
    root.turns.map(({ calls }) => calls.map(({ end }) => ({ ...end, seq: 0 }))),
  ];

  it('tells the model the same, and comes to the same end', async () => {
    const source = scenario();
    const whole = await source.fixture.start();
    expect(whole.state.status).toBe('completed');
    const texts = JSON.stringify(whole.root.turns);
    for (const word of ['_same_as', 'rows_count', 'next_offset']) expect(texts).toContain(word);
    for (let upTo = 1; upTo < whole.events.length; upTo += 1) {
      const resumed = scenario();
      await resumed.fixture.adopt(source.fixture, upTo);
      const outcome = await resumed.fixture.resume();
      expect(conversation(outcome)).toEqual(conversation(whole));
    }
  });
});
