import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRuns, diffValues, type EventDraft, foldRun, type Json, type RunSide } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

const SCOUT = 'scout-1764271234567-ab12';

const side = (drafts: EventDraft[], runId = 'run-a'): RunSide => {
  const events = logOf(drafts);
  return { runId, events, state: foldRun(events) };
};

const scout = (id: string): EventDraft =>
  draftOf('thread_created', { place: 'root/scout', directive: 'scout', parent: 'lead-1', depth: 1 }, { thread: id });

/** A call of a thread, to its end. */
const call = (
  id: string,
  input: object,
  thread = 'lead-1',
  end: EventDraft['type'] = 'tool_call_completed',
): EventDraft[] => {
  const frame = { thread, call_id: id, turn: 1 };
  return [
    draftOf('model_call_started', {}, { thread, call_id: `m${id}`, turn: 1 }),
    draftOf(
      'model_call_completed',
      { content: [{ type: 'tool_use', id, name: 'look', input: input as never }] },
      { thread, call_id: `m${id}`, turn: 1 },
    ),
    draftOf('tool_call_started', { input: input as never }, frame),
    draftOf(end as 'tool_call_completed', {}, frame),
  ];
};
const done = (outputs: object, thread = 'lead-1'): EventDraft =>
  draftOf('thread_completed', { outputs: outputs as never }, { thread });

describe('two runs that did the same', () => {
  const a = side([
    ...runOf(),
    scout(SCOUT),
    ...call('t1', { id: SCOUT }),
    ...call('t2', { x: 1 }, SCOUT),
    done({ n: 1 }, SCOUT),
    done({ by: SCOUT }),
  ]);
  const other = 'scout-1764279999999-cd34';
  const b = side(
    [
      ...runOf(),
      scout(other),
      ...call('t9', { x: 1 }, other),
      done({ n: 1 }, other),
      ...call('t8', { id: other }),
      done({ by: other }),
    ],
    'run-b',
  );

  it('are identical, whatever their threads are called and whoever came first', () => {
    expect(diffRuns(a, b)).toMatchObject({ identical: true, outputs: [], artifacts: [] });
    expect(diffRuns(a, b)).not.toHaveProperty('first_divergence');
  });

  it('are identical to themselves', () => {
    expect(diffRuns(a, a)).toMatchObject({ identical: true });
  });
});

describe('two runs that did not', () => {
  const base = [...runOf(), scout(SCOUT)];

  it('part at the first action that is another one, with its place, both events and what each did', () => {
    const a = side([...base, ...call('t1', { path: 'a' }, SCOUT), ...call('t2', { q: 1 }), done({})]);
    const b = side([...base, ...call('t1', { path: 'b' }, SCOUT), ...call('t2', { q: 2 }), done({})], 'run-b');
    expect(diffRuns(a, b).first_divergence).toMatchObject({
      place: expect.stringMatching(/^root\/scout$/),
      kind: 'call',
      a: 'test/look {"path":"a"}',
      b: 'test/look {"path":"b"}',
    });
  });

  it('part where one of them does nothing more', () => {
    const a = side([...base, ...call('t1', { x: 1 })]);
    const b = side(base, 'run-b');
    const { first_divergence: first } = diffRuns(a, b);
    expect(first).toMatchObject({ place: 'root', kind: 'call', seq_a: expect.any(Number) });
    expect(first).not.toHaveProperty('seq_b');
  });

  it('part at how a call ended, and not at what was said', () => {
    const said = (text: string): EventDraft[] => [
      draftOf('model_call_started', {}, { call_id: 'm9', turn: 1 }),
      draftOf('model_call_completed', { content: [{ type: 'text', text }] }, { call_id: 'm9', turn: 1 }),
    ];
    expect(diffRuns(side([...base, ...said('one')]), side([...base, ...said('other')], 'run-b')).identical).toBe(true);
    const [a, b] = [
      side([...base, ...call('t1', {})]),
      side([...base, ...call('t1', {}, 'lead-1', 'tool_call_failed')], 'run-b'),
    ];
    expect(diffRuns(a, b).first_divergence).toMatchObject({
      kind: 'result',
      a: 'test/look completed',
      b: 'test/look failed: test/broken',
    });
  });

  it('name threads that only one of them has', () => {
    const diff = diffRuns(side(base), side(runOf(), 'run-b'));
    expect(diff.threads.map(({ change }) => change)).toEqual(['same', 'only_a']);
    expect(diff.identical).toBe(false);
  });

  it('name outputs by their path', () => {
    const [a, b] = [
      side([...base, done({ leads: [{ n: 1 }, { n: 2 }] })]),
      side([...base, done({ leads: [{ n: 1 }, { n: 3 }, { n: 4 }] })], 'run-b'),
    ];
    expect(diffRuns(a, b).threads[0]?.outputs).toEqual([
      { path: 'outputs.leads[1].n', a: 2, b: 3 },
      { path: 'outputs.leads[2]', b: { n: 4 } },
    ]);
  });

  it('name files and definitions by path and id', () => {
    const file = (path: string, sha256: string): EventDraft => draftOf('artifact_written', { path, sha256 });
    const a = side([...base, file('x.md', 'a'.repeat(64)), file('y.md', 'a'.repeat(64)), draftOf('definition_pinned')]);
    const b = side(
      [...base, file('x.md', 'b'.repeat(64)), draftOf('definition_pinned', { sha256: 'b'.repeat(64) })],
      'run-b',
    );
    const diff = diffRuns(a, b);
    expect(diff.artifacts.map(({ path, change }) => [path, change])).toEqual([
      ['artifacts/x.md', 'changed'],
      ['artifacts/y.md', 'only_a'],
    ]);
    expect(diff.definitions).toMatchObject([{ kind: 'directive', id: 'team/lead', change: 'changed' }]);
  });
});

describe('any two runs', () => {
  const anyAction = fc.record({ thread: fc.constantFrom('lead-1', SCOUT), x: fc.integer({ min: 0, max: 3 }) });
  const anyRun = fc.array(anyAction, { maxLength: 8 });
  const built = (actions: { thread: string; x: number }[], runId: string): RunSide =>
    side(
      [...runOf(), scout(SCOUT), ...actions.flatMap(({ thread, x }, index) => call(`t${index}`, { x }, thread))],
      runId,
    );

  it('are identical exactly where each thread did the same in the same order', () => {
    fc.assert(
      fc.property(anyRun, anyRun, (one, other) => {
        const of = (run: typeof one, thread: string): number[] =>
          run.filter((each) => each.thread === thread).map(({ x }) => x);
        const same = ['lead-1', SCOUT].every(
          (thread) => JSON.stringify(of(one, thread)) === JSON.stringify(of(other, thread)),
        );
        expect(diffRuns(built(one, 'run-a'), built(other, 'run-b')).identical).toBe(same);
      }),
    );
  });

  it('differ the same way round and the other', () => {
    fc.assert(
      fc.property(anyRun, anyRun, (one, other) => {
        const [a, b] = [built(one, 'run-a'), built(other, 'run-b')];
        const [there, back] = [diffRuns(a, b), diffRuns(b, a)];
        expect(there.identical).toBe(back.identical);
        expect(there.threads.map(({ place, change, actions }) => [place, change, actions])).toEqual(
          back.threads.map(({ place, change, actions }) => [place, change, actions]),
        );
      }),
    );
  });
});

describe('any two values', () => {
  it('differ exactly where they are not the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (x, y) => {
        const [a, b] = [x, y].map((value) => JSON.parse(JSON.stringify(value)) as Json);
        expect(diffValues(a, a)).toEqual([]);
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(diffValues(a, b).length === 0).toBe(isSame);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
