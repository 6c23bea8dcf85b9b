import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Failpoint } from '#protocol';
import { CrashStory, RUN } from '../helpers/crash/crash-story.ts';
import { at, claimPoints, gcPoints, isFull, pullPoints, pushPoints, repairPoints } from '../helpers/crash/moments.ts';
import { git, tempFolder } from '../helpers/rye.ts';

/** The full suite kills three times at each point; the sample once at all of a kind, one after the other. */
const series = (points: readonly Failpoint[]): Failpoint[][] =>
  isFull ? points.map((point) => [point, point, point]) : [[...points]];

function bareRemote(): string {
  const bare = join(tempFolder(), 'remote.git');
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare');
  return bare;
}

const refOf = (bare: string): string => git(bare, 'rev-parse', `refs/rye/runs/${RUN}`).trim();
const headOf = (project: string): string => git(join(project, '.ai/data'), 'rev-parse', RUN).trim();

describe('killed again and again', () => {
  it.each(series(gcPoints))('a collection of garbage is done by the next one: %s %s %s', async (...points) => {
    const story = new CrashStory();
    await story.run('tool-finished:5');
    for (const point of points) expect(await story.killed(['gc'], at(point, 1))).toBe(true);
    await story.killed(['gc']);
    await story.end();
  });

  it.each(series(pushPoints))('a push is done by the next one: %s %s %s', async (...points) => {
    const bare = bareRemote();
    const story = new CrashStory();
    await story.run('tool-finished:5');
    for (const point of points) await story.killed(['push', bare], at(point, 1));
    expect(story.kills).toContain(points[0]);
    await story.killed(['push', bare]);
    expect(refOf(bare)).toBe(headOf(story.project));
    await story.end();
    expect(git(bare, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it.each(series(pullPoints))(
    'a pull is done by the next one, and the run goes on from it: %s %s %s',
    async (...points) => {
      const bare = bareRemote();
      const first = new CrashStory();
      await first.run('data-commit-after:2');
      await first.killed(['push', bare]);
      const there = join(tempFolder(), 'clone');
      git(first.project, 'clone', '--quiet', first.project, there);
      // The pipeline is not committed in this project: it comes by hand, and nothing of the state with it.
      const isState = (path: string): boolean => path.includes('/.ai/data');
      for (const name of ['.ai', 'notes.txt'])
        cpSync(join(first.project, name), join(there, name), { recursive: true, filter: (path) => !isState(path) });
      const story = new CrashStory({ project: there, ledger: first.ledger });
      for (const point of points) await story.killed(['pull', bare], at(point, 1));
      expect(story.kills).toContain(points[0]);
      await story.killed(['pull', bare]);
      await story.end();
      first.endElsewhere();
    },
  );

  it.each(claimPoints)('a claim is this clone’s own: %s', async (point) => {
    const times = isFull ? 2 : 1;
    const bare = bareRemote();
    const story = new CrashStory();
    await story.run('tool-finished:5');
    await story.killed(['push', bare]);
    for (let nth = 0; nth < times; nth += 1)
      expect(await story.resume(at(point, 1), '--claim', bare)).toBe(nth === 0 || point === 'claim-before');
    await story.resume(undefined, '--claim', bare);
    await story.end();
    await story.killed(['push', bare]);
    expect(git(bare, 'for-each-ref', 'refs/rye/claims')).toBe('');
  });

  it.each(series(repairPoints))('a repair is done by the next one: %s %s %s', async (...points) => {
    const story = new CrashStory();
    await story.run('tool-finished:5');
    const segment = join(story.project, '.ai/data/runs', RUN, 'events/0000/000001.jsonl');
    await story.killed(['push', join(tempFolder(), 'nowhere.git')]);
    const bytes = readFileSync(segment);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    writeFileSync(join(story.project, '.git/rye/%2F.git/packed-refs.lock'), '');
    for (const point of points) await story.killed(['fsck', '--repair'], at(point, 1));
    expect(story.kills).toContain(points[0]);
    await story.killed(['fsck', '--repair']);
    await story.end();
  });
});
