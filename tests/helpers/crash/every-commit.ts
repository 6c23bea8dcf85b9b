import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { outcomeOf } from '../everything.ts';
import { git, rye, ryeJson, tempFolder } from '../rye.ts';
import { isFull } from './moments.ts';

/** Every commit of the run where all are to be tried, else each hundredth. */
const STEP = isFull ? 1 : 100;

/** All of them take a while. */
export const TIMEOUT_MS = isFull ? 1_800_000 : 120_000;

/** How many of its commits the sentence of a test speaks of. */
export const commitsTried = isFull ? 'every commit' : 'its commits';

/** A run of the project that uses all that agents work with, and where it was driven. */
export interface DrivenRun {
  cwd: string;
  run: string;
}

/** Starts a run that is asked about its release, approves, and drives it to its end. @param by Who answers in it. */
export async function driveEverything({ cwd, run }: DrivenRun, by: readonly string[]): Promise<object> {
  const how = ['--quiet', '--approve', 'ask', '--commit', 'each', '--run-id', run];
  const asked = await rye(['run', 'everything', ...by, ...how], { cwd });
  expect(asked.code, asked.stderr).toBe(4);
  await rye(['approve', run, 'a1'], { cwd });
  const outcome = outcomeOf(cwd, run, await toTheEnd({ cwd, run }));
  expect(outcome).toMatchObject({
    status: 'completed',
    outputs: { agent: 'About is there.', reviewed: 'Release', remembered: 1, checkpoint: 'Three steps.' },
  });
  expect(releasedIn(cwd)).toBe('released\n');
  return outcome;
}

/** A bare remote with the project and all of its runs. */
export async function carriedToRemote(cwd: string): Promise<string> {
  const bare = join(tempFolder(), 'remote.git');
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=trunk');
  git(cwd, 'push', '--quiet', bare, 'trunk');
  const pushed = await rye(['push', bare], { cwd });
  expect(pushed.code, pushed.stderr).toBe(0);
  return bare;
}

/**
 * Carries each of a run's commits to a clone of its own, goes on with it there, and holds the end against the wanted one.
 * @param expectMiss What to hold instead where the release was cut off, which its thread is told: a recorded run was told
 * something else, and has no answer to that.
 */
export async function resumeFromCommits(
  { cwd, run }: DrivenRun,
  wanted: object,
  expectMiss?: (ended: RunDocument, where: string) => void,
): Promise<void> {
  const bare = await carriedToRemote(cwd);
  const commits = git(bare, 'rev-list', '--reverse', `refs/rye/runs/${run}`).trim().split('\n');
  // With `--commit each` there is hardly an event without a commit of its own.
  expect(commits.length).toBeGreaterThan((await eventsOf({ cwd, run })).length * 0.9);

  for (let nth = 1; nth < commits.length - 1; nth += STEP) {
    const remote = join(tempFolder(), 'remote.git');
    cpSync(bare, remote, { recursive: true });
    git(remote, 'update-ref', `refs/rye/runs/${run}`, commits[nth] ?? '');
    const there = { cwd: join(tempFolder(), 'clone'), run };
    git(remote, 'clone', '--quiet', remote, there.cwd);
    const pulled = await rye(['pull', remote], { cwd: there.cwd });
    expect(pulled.code, pulled.stderr).toBe(0);
    const before = await eventsOf(there);
    const where = `resumed from commit ${nth}, after ${before.at(-1)?.type}`;
    // The release was approved once; begun before the cut, it is not begun again.
    const begun = before.some(({ type, data }) => type === 'tool_call_started' && data.tool === 'release');
    const done = before.some(({ type, data }) => type === 'tool_call_completed' && data.tool === 'release');
    if (expectMiss && begun && !done)
      expectMiss((await ryeJson(['resume', run, '--quiet'], { cwd: there.cwd })).json, where);
    else expect(outcomeOf(there.cwd, run, await toTheEnd(there)), where).toEqual(wanted);
    expect(releasedIn(there.cwd), `released, ${where}`).toBe(begun ? '' : 'released\n');
    expect((await ryeJson(['fsck', run, '--json'], { cwd: there.cwd })).json).toMatchObject({ ok: true });
  }
}

/** Goes on until the run has ended, answering what is asked. */
async function toTheEnd({ cwd, run }: DrivenRun): Promise<RunDocument> {
  for (let times = 0; times < 3; times += 1) {
    const { json, code, stderr } = await ryeJson(['resume', run, '--quiet'], { cwd });
    if (code !== 4) {
      expect(code, stderr || json.error?.message).toBe(0);
      return json;
    }
    await rye(['approve', run, 'a1'], { cwd });
  }
  throw new Error('The run asks again and again.');
}

async function eventsOf({ cwd, run }: DrivenRun): Promise<Event[]> {
  return (await ryeJson<{ events: Event[] }>(['log', run], { cwd })).json.events;
}

function releasedIn(cwd: string): string {
  const path = join(cwd, 'released.txt');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
