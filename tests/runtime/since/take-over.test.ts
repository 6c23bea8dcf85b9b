import { describe, expect, it } from 'vitest';
import { threadAt } from '../../helpers/runtime-fixture.ts';
import { type Act, baseOf, type Part, type Staged, stage } from './written-tree.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-01-02T03:04:05.000Z');

const part = (steps: Act[][], facts: Partial<Part> = {}): Part => ({
  word: 'oak',
  aside: 'none',
  end: 'gives',
  steps,
  ...facts,
});
const spawn = (of: number, key: string, shows?: string): Act => ({
  do: 'spawn',
  part: of,
  key,
  value: 1,
  hears: false,
  async: false,
  ...(shows !== undefined && { shows }),
});

/** Runs what is written before, then what is written after: as a whole, and going by the first. */
async function runTwice(before: Part[], after: Part[], prepare: (next: Staged) => void = () => undefined) {
  const first = stage({ parts: before, topic: 'rye' }, new Map(), START_MS);
  const base = await first.fixture.start({ inputs: first.inputs });
  const files = new Map(first.files);
  const whole = stage({ parts: after, topic: 'rye' }, new Map(files), START_MS + DAY_MS);
  const full = await whole.fixture.start({ inputs: whole.inputs });
  const next = stage({ parts: after, topic: 'rye' }, files, START_MS + 2 * DAY_MS);
  const goBy = () => baseOf(first, base, files);
  next.fixture.ports.since = await goBy();
  prepare(next);
  const run = await next.fixture.start({ inputs: next.inputs });
  return { full, run, next, base: goBy, asked: new Set(next.model.requests.map(({ asker }) => asker.place)) };
}

describe('a thread that reads what an earlier one has written', () => {
  const writer = part([[{ do: 'write' }, { do: 'publish' }]]);
  const lead = part([[spawn(1, 'writer')], [spawn(2, 'reader', 'writer')]]);

  it.each(['read', 'view'] as const)('is not taken over where that one writes something else now: %s', async (what) => {
    const reader = part([[{ do: what, at: 'shown', path: '' }]]);
    const { full, run, asked } = await runTwice([lead, writer, reader], [lead, { ...writer, word: 'ash' }, reader]);
    expect(threadAt(run.state, 'root/reader').outputs).toEqual(threadAt(full.state, 'root/reader').outputs);
    expect(asked).toContain('root/reader');
  });

  it.each(['read', 'view'] as const)('is taken over where that one writes the same as before: %s', async (what) => {
    const reader = part([[{ do: what, at: 'shown', path: '' }]]);
    const { full, run, asked } = await runTwice([lead, writer, reader], [lead, { ...writer, aside: 'some' }, reader]);
    expect(threadAt(run.state, 'root/reader').outputs).toEqual(threadAt(full.state, 'root/reader').outputs);
    expect(asked).toContain('root/writer');
    expect(asked).not.toContain('root/reader');
  });

  it('is not taken over where nobody writes it any more', async () => {
    const reader = part([[{ do: 'view', at: 'shown', path: '' }]]);
    const { full, run } = await runTwice([lead, writer, reader], [lead, part([]), reader]);
    expect(threadAt(run.state, 'root/reader').outputs).toEqual(threadAt(full.state, 'root/reader').outputs);
  });
});

describe('threads that are taken over together', () => {
  it('get ids of their own, whatever the dice say', async () => {
    const group = part([Array.from({ length: 8 }, (_, nth) => spawn(2, `leaf${nth}`))]);
    const lead = part([[spawn(1, 'group')]]);
    const leaf = part([]);
    const { run, asked } = await runTwice([lead, group, leaf], [{ ...lead, word: 'ash' }, group, leaf], (next) => {
      let thrown = 0;
      // Each number falls twice in a row.
      next.fixture.ports.randomness = {
        hex: (bytes) => {
          thrown += 1;
          return Math.floor(thrown / 2)
            .toString(16)
            .padStart(bytes * 2, '0');
        },
      };
    });
    expect(asked).toEqual(new Set(['root']));
    expect(run.state.threads.size).toBe(10);
    expect(threadAt(run.state, 'root/group').children).toHaveLength(8);
    for (let nth = 0; nth < 8; nth += 1) expect(threadAt(run.state, `root/group/leaf${nth}`).status).toBe('completed');
  });
});

describe('a thread that was answered at the second try', () => {
  it('is answered from the record at once', async () => {
    const lead = part([[spawn(1, 'child')], [{ do: 'once' }]], { end: 'stumbles' });
    const { full, run, asked } = await runTwice([lead, part([])], [lead, part([], { aside: 'some' })]);
    expect(run.state.outputs).toEqual(full.state.outputs);
    expect(asked).toEqual(new Set(['root/child']));
  });
});

describe('a run that is resumed when its files are as they were in the other one', () => {
  it('goes on with the text that it has pinned, and takes over nothing of another', async () => {
    const [lead, child, newChild] = [part([[spawn(1, 'child')]]), part([]), part([], { word: 'ash' })];
    const { next, run, base } = await runTwice([lead, child], [lead, newChild]);
    const made = run.events.find(({ type, thread }) => type === 'thread_created' && thread !== run.state.root);
    const resumed = stage({ parts: [lead, child], topic: 'rye' }, new Map(), START_MS + 3 * DAY_MS);
    await resumed.fixture.adopt(next.fixture, made?.seq ?? 0);
    resumed.fixture.ports.since = await base();
    const { state } = await resumed.fixture.resume();
    expect(state.outputs).toEqual(run.state.outputs);
    expect(threadAt(state, 'root/child').outputs).toEqual(threadAt(run.state, 'root/child').outputs);
  });
});
