import { describe, expect, it } from 'vitest';
import type { RunState } from '#protocol';
import { ofType, RUN_ID, toolOf } from '../../helpers/runtime-fixture.ts';
import { type Script, tree } from '../tree.ts';

/** Ten turns, each with a result of 10 kB. */
const reader: Record<string, Script> = {
  'team/lead': (_request, turn) =>
    turn <= 10 ? { delayMs: 1000, calls: [{ name: 'test_read', input: { turn } }] } : { text: 'all read' },
};
const read = () => toolOf('test/read', { run: async () => ({ ok: true, result: { text: 'x'.repeat(10_000) } }) });
const small = { maxRunBytes: 60_000 };

/** Lets a paused run go on, a minute later, as often as it is paused. */
async function letGoOn({ fixture, clock }: ReturnType<typeof tree>, times: number): Promise<void> {
  for (let nth = 1; nth <= times; nth += 1) {
    await clock.sleep(60_000);
    await fixture.store.send(RUN_ID, { id: `go-${nth}`, kind: 'unpause', by: 'ann' });
  }
}

describe('a run over its size cap', () => {
  it('is paused with the reason, begins nothing more, and goes on when it is told to, with as much again', async () => {
    const house = tree(reader, { tools: [read()], settings: small });
    void letGoOn(house, 3);
    const { state, events } = await house.fixture.start();
    expect(state.status).toBe('completed');
    const pauses = ofType(events, 'run_paused');
    expect(pauses.length).toBeGreaterThanOrEqual(1);
    expect(pauses[0]?.data.reason).toContain('storage.max_run_megabytes');
    for (const [index, { data }] of pauses.entries())
      expect(data.bytes).toBeGreaterThan(small.maxRunBytes + (pauses[index - 1]?.data.bytes ?? 0));
    for (const { seq } of pauses) {
      const next = events.find(({ seq: later, type }) => later > seq && type.endsWith('_started'));
      const unpaused = ofType(events, 'run_unpaused').find(({ seq: later }) => later > seq);
      expect(unpaused?.seq).toBeLessThan(next?.seq ?? Number.POSITIVE_INFINITY);
    }
  });

  it('is not paused while it holds less', async () => {
    const { fixture } = tree(reader, { tools: [read()] });
    const { state, events } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(ofType(events, 'run_paused')).toEqual([]);
  });

  it('may be resumed where its driver died meanwhile, and holds as much again then', async () => {
    const house = tree(reader, { tools: [read()], settings: small });
    const stop = new AbortController();
    void house.clock.sleep(50_000).then(() => stop.abort());
    const cut = await house.fixture.start({ interrupt: stop.signal });
    expect(pausedBytes(cut.state)).toBeGreaterThan(small.maxRunBytes);
    void letGoOn(house, 3);
    const { state } = await house.fixture.resume();
    expect(state.status).toBe('completed');
  });
});

const pausedBytes = ({ sizePausedAtBytes }: RunState): number => sizePausedAtBytes ?? 0;
