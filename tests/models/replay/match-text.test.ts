import { describe, expect, it, test } from 'vitest';
import { differsAt, translate, vocabularyOf } from '../../../src/models/replay/match-text.ts';
import { Names } from '../../../src/models/replay/names.ts';

const LEAD = 'team/lead-1767323045000-0001';
const WORKER = 'team/worker-1767323045000-0002';
const SECOND = 'team/worker-1767323045000-0003';

const words = (names = new Names()) => vocabularyOf(names, [LEAD, WORKER, SECOND], ['old', 'new']);

describe('a text beside the recorded one', () => {
  it('may name other threads, each always by the same name', () => {
    const vocabulary = words();
    expect(
      differsAt(
        `ask ${WORKER}, ${WORKER}`,
        'ask team/worker-1900000000000-aaaa, team/worker-1900000000000-aaaa',
        vocabulary,
      ),
    ).toBeUndefined();
    expect(differsAt(WORKER, 'team/worker-1900000000000-bbbb', vocabulary)).toBe(0);
    expect(differsAt(SECOND, 'team/worker-1900000000000-aaaa', vocabulary)).toBe(0);
    expect(differsAt(SECOND, 'team/worker-1900000000000-bbbb', vocabulary)).toBeUndefined();
  });

  it('may not name a thread of another directive', () => {
    expect(differsAt(`${LEAD}!`, 'team/worker-1900000000000-aaaa!', words())).toBe(0);
  });

  it('names its run where a folder of runs is named, and nowhere else', () => {
    expect(differsAt('.ai/data/runs/old/artifacts/a.md', '.ai/data/runs/new/artifacts/a.md', words())).toBeUndefined();
    expect(differsAt('the old one', 'the new one', words())).toBe(4);
  });

  test.each([
    ['at 2026-01-02T03:04:05.678Z.', 'at 2027-01-02T03:04:05.678Z.', undefined],
    ['at 2026-01-02T03:04:05.678Z.', 'at noon.', 3],
    ['{"duration_ms":12,"n":1}', '{"duration_ms":3400.5,"n":1}', undefined],
    ['{"duration_ms":12,"n":1}', '{"duration_ms":3400,"n":2}', 24],
    ['{"count":12}', '{"count":13}', 10],
    ['{"saved":true,"checkpoint":"plan","seq":12}', '{"saved":true,"checkpoint":"plan","seq":140}', undefined],
    ['{"checkpoint":"a \\"b\\"","seq":12}', '{"checkpoint":"a \\"b\\"","seq":14}', undefined],
    ['{"checkpoint":"plan","seq":12}', '{"checkpoint":"plan","seq":"x"}', 27],
    [
      '{"at":"2026-01-02T03:04:05.678Z","seq":12,"next_actions":[]}',
      '{"at":"2027-01-02T03:04:05.678Z","seq":9,"next_actions":[]}',
      undefined,
    ],
    ['{"name":"plan","seq":12}', '{"name":"plan","seq":14}', 22],
    ['the same and more', 'the same', 8],
    ['the same', 'the same and more', 8],
    ['', 'x', 0],
  ])('%s / %s differs at %s', (recorded, asked, at) => {
    expect(differsAt(recorded, asked, words())).toBe(at);
  });

  it('is told again with the names of now; one that never came up stays', () => {
    const names = new Names([[WORKER, 'team/worker-1900000000000-aaaa']]);
    expect(translate(`${WORKER} of ${LEAD} in runs/old/`, words(names))).toBe(
      `team/worker-1900000000000-aaaa of ${LEAD} in runs/new/`,
    );
  });
});
