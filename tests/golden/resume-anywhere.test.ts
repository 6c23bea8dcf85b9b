import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Event, foldRun, isRunFinal, type RunDocument, type RunState } from '#protocol';
import { createGitStore } from '#store';
import { runCli } from '../cli/run-cli.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { isFull } from '../helpers/crash/moments.ts';
import { git } from '../helpers/rye.ts';
import { RUN } from './commands.ts';
import { layDown, RUNS } from './golden-run.ts';

/**
 * Golden runs that came to their end without anybody taking part, and of which every part can only come to that end. One
 * that ended by its ceiling is none of them: which of several threads meets it depends on which asks first.
 */
const ENDED = readdirSync(RUNS).filter((name) => ['fan'].includes(name));
/** In the sample every so many commits are taken; the full suite takes all. */
const STEP = isFull ? 1 : 9;

const storeOf = (projectRoot: string) => createGitStore({ projectRoot, clock: new FakeClock() });

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/**
 * What a run came to, where a `once` call that was cut off is made again, as if its process had never begun. Left out: ids and times, which are new where a thread or a call is; who drove it, and what recovery
 * did; and what was charged for a call that was cut off, of which a resumed run has one more.
 */
function outcome(state: RunState) {
  return {
    status: state.status,
    outputs: state.outputs,
    error: state.error?.code,
    artifacts: [...state.artifacts.values()].map(({ path, sha256 }) => `${path} ${sha256}`).toSorted(byText),
    data: [...state.data.values()].map(({ path, sha256 }) => `${path} ${sha256}`).toSorted(byText),
    threads: [...state.threads.values()]
      .map(({ place, status, outputs, turns, error }) => ({
        place,
        status,
        outputs,
        error: error?.code,
        turns: turns.map(({ content, calls }) => [
          content.map((block) => block.type),
          calls.map(({ name, end }) => [name, end?.kind]),
        ]),
      }))
      .sort((a, b) => (a.place < b.place ? -1 : 1)),
  };
}

describe.each(ENDED)('the golden run %s, taken back to a commit', (name) => {
  it('comes to the same end when it is resumed from there, at whichever commit that is', async () => {
    const origin = layDown(name);
    await (await storeOf(origin).open(RUN)).close();
    const whole = await storeOf(origin).read(RUN);
    const wanted = outcome(foldRun(whole));
    const commits = await storeOf(origin).commits(RUN);
    // From the first event on there is a root to go on with; at the last one it has ended.
    const taken = commits.filter(({ seq }, index) => index % STEP === 0 && !isRunFinal(foldRun(whole.slice(0, seq)).status));
    for (const { seq, commit } of taken) {
      const project = layDown(name);
      rmSync(join(project, '.ai/data'), { recursive: true });
      takeBack(origin, project, commit);
      const { out, err } = await runCli(['resume', RUN, '--quiet', '--json', '--on-interrupted', 'retry'], project);
      const document = JSON.parse(out) as RunDocument;
      expect(document.status, `from event ${seq}: ${err}`).toBe(wanted.status);
      const events: Event[] = await storeOf(project).read(RUN);
      expect(events.slice(0, seq), `from event ${seq}`).toEqual(whole.slice(0, seq));
      expect(outcome(foldRun(events)), `from event ${seq}`).toEqual(wanted);
    }
    expect(taken.length).toBeGreaterThan(3);
  }, 600_000);
});

/** A project whose state holds the run up to a commit, and nothing else: no file of it, no lease. */
function takeBack(origin: string, project: string, commit: string): void {
  const state = join(project, '.git', 'rye', '%2F.git');
  git(origin, 'clone', '--quiet', '--bare', '--no-local', join(origin, '.git/rye/%2F.git'), state);
  git(state, 'update-ref', `refs/heads/${RUN}`, commit);
  git(state, 'remote', 'remove', 'origin');
}
