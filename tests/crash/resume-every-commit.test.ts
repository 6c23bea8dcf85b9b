import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunDocument } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { everythingProject, outcomeOf } from '../helpers/everything.ts';
import { git, rye, ryeJson, tempFolder } from '../helpers/rye.ts';
import { eventsOf } from '../helpers/steered-run.ts';

const RUN = 'the-run';
const START = ['run', 'everything', '--offline', '--quiet', '--approve', 'ask', '--commit', 'each', '--run-id', RUN];

/** Every commit of the run where all are to be tried, else each sixtieth. */
const STEP = isFull ? 1 : 60;

/** Goes on until the run has ended, answering what is asked. */
async function toTheEnd(cwd: string): Promise<RunDocument> {
  for (let times = 0; times < 3; times += 1) {
    const { json, code, stderr } = await ryeJson(['resume', RUN, '--quiet'], { cwd });
    if (code !== 4) {
      expect(code, stderr).toBe(0);
      return json;
    }
    await rye(['approve', RUN, 'a1'], { cwd });
  }
  throw new Error('The run asks again and again.');
}

it(`a run that uses all that agents work with is resumed from ${isFull ? 'every commit' : 'its commits'} of its history to the same end`, async () => {
  const cwd = everythingProject();
  const asked = await rye(START, { cwd });
  expect(asked.code, asked.stderr).toBe(4);
  await rye(['approve', RUN, 'a1'], { cwd });
  const wanted = outcomeOf(cwd, RUN, await toTheEnd(cwd));
  expect(wanted).toMatchObject({
    status: 'completed',
    outputs: { agent: 'About is there.', reviewed: 'Release', remembered: 1, checkpoint: 'Three steps.' },
  });
  expect(readFileSync(join(cwd, 'released.txt'), 'utf8')).toBe('released\n');

  const bare = join(tempFolder(), 'remote.git');
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=trunk');
  git(cwd, 'push', '--quiet', bare, 'trunk');
  expect((await rye(['push', bare], { cwd })).code).toBe(0);
  const commits = git(bare, 'rev-list', '--reverse', `refs/rye/runs/${RUN}`).trim().split('\n');
  const events = (await eventsOf(cwd)).length;
  // With `--commit each` there is hardly an event without a commit of its own.
  expect(commits.length).toBeGreaterThan(events * 0.9);

  for (let nth = 1; nth < commits.length - 1; nth += STEP) {
    const remote = join(tempFolder(), 'remote.git');
    cpSync(bare, remote, { recursive: true });
    git(remote, 'update-ref', `refs/rye/runs/${RUN}`, commits[nth] ?? '');
    const there = join(tempFolder(), 'clone');
    git(remote, 'clone', '--quiet', remote, there);
    const pulled = await rye(['pull', remote], { cwd: there });
    expect(pulled.code, pulled.stderr).toBe(0);
    const before = await eventsOf(there);
    const ended = await toTheEnd(there);
    expect(outcomeOf(there, RUN, ended), `resumed from commit ${nth}, after ${before.at(-1)?.type}`).toEqual(wanted);
    // The release was approved once; begun before the cut, it is not begun again.
    const begun = before.some(({ type, data }) => type === 'tool_call_started' && data.tool === 'release');
    const released = existsSync(join(there, 'released.txt')) ? readFileSync(join(there, 'released.txt'), 'utf8') : '';
    expect(released, `released after commit ${nth}`).toBe(begun ? '' : 'released\n');
    expect((await ryeJson(['fsck', RUN, '--json'], { cwd: there })).json).toMatchObject({ ok: true });
  }
});
