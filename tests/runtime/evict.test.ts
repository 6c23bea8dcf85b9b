import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { toolOf } from '../helpers/runtime-fixture.ts';
import { operation, spawn } from '../helpers/scripted-model.ts';
import { ids, type Script, tree } from './tree.ts';

const family: Record<string, Script> = {
  'team/lead': (request, turn) => {
    if (turn === 1) return { calls: [spawn('team/scout', { async: true }), spawn('team/scout', { async: true })] };
    if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
    return { text: 'ok' };
  },
  'team/scout': (_request, turn) =>
    turn < 4 ? { delayMs: 1000, calls: [{ name: 'test_look', input: { turn } }] } : { text: 'seen' },
};

function evicting(readBack?: (events: Event[]) => Event[]) {
  const { fixture } = tree(family, { tools: [toolOf('test/look')] });
  let times = 0;
  fixture.ports.readBack = async (runId) => {
    times += 1;
    const events = await fixture.store.read(runId);
    return readBack ? readBack(events) : events;
  };
  return { fixture, count: () => times };
}

/** What each thread came to, one event after the other; threads at once may take turns in another order. */
const byThread = (events: Event[]) =>
  [...Map.groupBy(events, ({ thread }) => thread.replace(/-\d+-\w+$/, ''))].map(([thread, own]) => [
    thread,
    own.map(({ type }) => type).sort(),
  ]);

describe('a driver that drops what it remembers after each step', () => {
  it('comes to the same as one that does not', async () => {
    const kept = tree(family, { tools: [toolOf('test/look')] });
    delete kept.fixture.ports.readBack;
    const { fixture, count } = evicting();
    const [a, b] = [await kept.fixture.start(), await fixture.start()];
    expect(byThread(b.events)).toEqual(byThread(a.events));
    // Three threads: compose, ask and call for each turn.
    expect(count()).toBeGreaterThan(20);
  });

  it('stops where it remembers something that the record does not say', async () => {
    const { fixture } = evicting((events) =>
      events.map((event) =>
        event.type === 'tool_call_completed' ? { ...event, data: { ...event.data, result: 'another' } } : event,
      ),
    );
    await expect(fixture.start()).rejects.toThrow(expect.objectContaining({ code: 'runtime/memory-differs' }));
  });
});
