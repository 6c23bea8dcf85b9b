import { describe, expect, it } from 'vitest';
import { threadDocument } from '#protocol';
import { readSettings } from '#runtime';
import { statesOf } from '../helpers/runtime-fixture.ts';
import { spawn } from '../helpers/scripted-model.ts';
import { tree } from './tree.ts';

describe('a thread that waits for a slot', () => {
  it.each([
    ['max_concurrent_children', 1],
    ['max_total_threads', 2],
  ])('because of %s is shown as created, until another has ended', async (key, most) => {
    const { maxThreads, maxChildren } = readSettings({ concurrency: { [key]: most } });
    const { fixture } = tree(
      {
        'team/lead': (_request, turn) => {
          const scouts = ['a', 'b', 'c'].map((name) => spawn('team/scout', { async: true, key: name }));
          return turn === 1 ? { calls: scouts } : { delayMs: 60_000, text: 'done' };
        },
        'team/scout': () => ({ delayMs: 1000, text: 'found it' }),
      },
      { settings: { maxThreads, maxChildren } },
    );
    const { events, state } = await fixture.start();
    const shown = [...statesOf(events)].map(({ state: then }) =>
      [...then.threads.values()]
        .filter(({ depth }) => depth === 1)
        .map((thread) => threadDocument(then, thread).status)
        .join(' '),
    );
    const steps = shown.filter((each, nth) => each.split(' ').length === 3 && each !== shown[nth - 1]);
    expect(steps).toEqual([
      'running created created',
      'completed created created',
      'completed running created',
      'completed completed created',
      'completed completed running',
      'completed completed completed',
    ]);
    expect(state.status).toBe('completed');
  });
});
