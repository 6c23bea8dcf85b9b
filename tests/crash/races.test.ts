import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDocument } from '#protocol';
import { CrashStory, RUN } from '../helpers/crash/crash-story.ts';
import { isFull } from '../helpers/crash/moments.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { type Finished, git, rye, ryeJson, tempFolder } from '../helpers/rye.ts';

const WAIT_MS = 700;
/** Which of two comes first is decided by where one of them stands still. */
const ORDERS = ['the first', 'the second'] as const;

/** In the sample the first of them. */
const sampled = (points: string[]): string[] => (isFull ? points : points.slice(0, 1));

const codes = (...all: Finished[]): (number | null)[] =>
  all.map(({ code }) => code).sort((a, b) => (a ?? -1) - (b ?? -1));

/** Two commands at once, of which one stands still at a point. */
function race(
  first: string[],
  second: string[],
  stall: { who: (typeof ORDERS)[number]; at: string },
  folders: [string, string],
) {
  const env = (mine: (typeof ORDERS)[number]): Record<string, string> =>
    stall.who === mine ? { RYE_FAILPOINT: `${stall.at}=wait${WAIT_MS}` } : {};
  return Promise.all([
    rye(first, { cwd: folders[0], env: env('the first') }),
    rye(second, { cwd: folders[1], env: env('the second') }),
  ]);
}

async function cutRun(): Promise<CrashStory> {
  const story = new CrashStory();
  await story.run('model-reply-recorded:3');
  return story;
}

describe.each(isFull ? ORDERS : ORDERS.slice(0, 1))('of two at once, while %s stands still', (who) => {
  it.each(sampled(['lease-take-before', 'lease-take-after', 'recovery-journal-restored', 'recovery-done']))(
    'one resume drives the run and the other is told who does, or finds it done: %s',
    async (at) => {
      const story = await cutRun();
      const resume = ['resume', RUN, '--quiet'];
      const both = await race(resume, resume, { who, at }, [story.project, story.project]);
      // 2 and 0: it had ended by the time that the other one looked, or took it.
      expect(codes(...both)[0]).toBe(0);
      expect([0, 2, 5]).toContain(codes(...both)[1]);
      await story.end();
    },
  );

  it.each(sampled(['state-make-before', 'lease-take-before', 'journal-write-before']))(
    'one of two runs of one id begins: %s',
    async (at) => {
      const story = new CrashStory();
      const run = ['run', 'fan', '--offline', '--run-id', RUN, '--quiet'];
      const both = await race(run, run, { who, at }, [story.project, story.project]);
      expect(codes(...both)[0]).toBe(0);
      expect([2, 5]).toContain(codes(...both)[1]);
      await story.end();
    },
  );

  it.each(sampled(['gc-repack-before', 'gc-repack-after', 'gc-leftovers-cleared']))(
    'a collection of garbage takes nothing that a run is about to name: %s',
    async (at) => {
      const story = await cutRun();
      const point = who === 'the first' ? at : 'pack-write-after:2';
      const both = await race(['gc'], ['resume', RUN, '--quiet'], { who, at: point }, [story.project, story.project]);
      expect(codes(...both)).toEqual([0, 0]);
      await story.end();
    },
  );

  it('two clones push what each has added: one is there, the other is told, and both keep all of theirs', async () => {
    const story = await cutRun();
    const bare = join(tempFolder(), 'remote.git');
    mkdirSync(bare);
    git(bare, 'init', '--quiet', '--bare');
    await story.killed(['push', bare]);
    const there = tempFolder();
    writePipeline(there, { ledger: join(tempFolder(), 'ledger') });
    cpSync(join(story.project, 'notes.txt'), join(there, 'notes.txt'));
    await rye(['pull', bare], { cwd: there });
    for (const cwd of [story.project, there]) await rye(['resume', RUN, '--quiet'], { cwd });
    const both = await race(['push', bare], ['push', bare], { who, at: 'push-before' }, [story.project, there]);
    expect(codes(...both)[0]).toBe(0);
    expect([3, 5]).toContain(codes(...both)[1]);
    for (const cwd of [story.project, there])
      expect((await ryeJson<RunDocument>(['status', RUN], { cwd })).json.status).toBe('completed');
    const winner = both[0].code === 0 ? story.project : there;
    expect(git(bare, 'rev-parse', `refs/rye/runs/${RUN}`)).toBe(git(join(winner, '.ai/data'), 'rev-parse', RUN));
    await story.end();
  });
});

it('a resume of a run that a living process drives changes nothing, and says who does', async () => {
  const story = new CrashStory();
  const driving = rye(['run', 'fan', '--offline', '--run-id', RUN, '--quiet'], {
    cwd: story.project,
    env: { RYE_FAILPOINT: 'tool-started:2=wait3000' },
  });
  const isDriven = async (): Promise<boolean> =>
    (await ryeJson<RunDocument>(['status', RUN], { cwd: story.project }).catch(() => undefined))?.json.status ===
    'running';
  while (!(await isDriven()));
  const refused = await rye(['resume', RUN, '--quiet'], { cwd: story.project });
  expect(refused.code).toBe(5);
  expect(refused.stderr).toMatch(/process \d+ on /);
  expect((await driving).code).toBe(0);
  await story.end();
});
