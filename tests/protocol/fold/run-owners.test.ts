import { describe, expect, it } from 'vitest';
import { type RunStretch, sharedEvents, stretchesOf, writerOf } from '#protocol';
import { draftOf, logOf } from '../../helpers/event-builder.ts';

const history = (...stretches: [string, number?][]): RunStretch[] =>
  stretches.map(([runId, to = Number.POSITIVE_INFINITY]) => ({ runId, to }));

describe('the history of a fork', () => {
  const events = logOf([
    draftOf('run_started', { run_id: 'first' }),
    draftOf('thread_created'),
    draftOf('run_forked', { run_id: 'second', from_run: 'first', from_seq: 2 }),
    draftOf('thread_started'),
    draftOf('run_forked', { run_id: 'third', from_run: 'second', from_seq: 4 }),
  ]);

  it('is that of each run before it, and its own from its point on', () => {
    expect(stretchesOf(events)).toEqual(history(['first', 2], ['second', 4], ['third']));
    expect([1, 2, 3, 4, 5].map((seq) => writerOf(stretchesOf(events), seq))).toEqual([
      'first',
      'first',
      'second',
      'second',
      'third',
    ]);
  });
});

describe('two runs share', () => {
  it.each([
    ['nothing where neither comes from the other', history(['a']), history(['b']), 0],
    ['what was before the point of a fork', history(['a']), history(['a', 60], ['b']), 60],
    ['as much as the shorter has, where both were forked', history(['a', 20], ['c']), history(['a', 60], ['b']), 20],
    ['the same with a fork of a fork as with the fork', history(['a']), history(['a', 60], ['b', 90], ['c']), 60],
    [
      'all that a fork has of its own before the point of its fork',
      history(['a', 60], ['b']),
      history(['a', 60], ['b', 90], ['c']),
      90,
    ],
    [
      'no more than the first run, where a fork was forked before its own point',
      history(['a']),
      history(['a', 10], ['c']),
      10,
    ],
    [
      'only the first part, where two forks begin at one point',
      history(['a', 60], ['b']),
      history(['a', 60], ['c']),
      60,
    ],
  ])('%s', (_, a, b, shared) => {
    expect(sharedEvents(a, b)).toBe(shared);
    expect(sharedEvents(b, a)).toBe(shared);
  });
});
