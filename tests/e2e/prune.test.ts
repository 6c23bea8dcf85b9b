import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PruneDocument } from '#app';
import type { Event, RunDocument } from '#protocol';
import { prunePoints } from '../helpers/crash/moments.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { cleanEnv, git, rye, ryeJson, tempRepository } from '../helpers/rye.ts';

const RUN = 'the-run';
/** Words that the pipeline says, and that nothing but what was said holds. */
const SAID = ['One leaf for each name', 'I am leaf1', '# leaf2'];
const saidIn = (text: string): string[] => SAID.filter((words) => text.includes(words));

async function ended(): Promise<{ project: string; before: RunDocument }> {
  const project = tempRepository();
  writePipeline(project);
  await rye(['run', 'fan', '--offline', '--quiet', '--run-id', RUN], { cwd: project });
  return { project, before: (await ryeJson(['status', RUN], { cwd: project })).json };
}

/** Everything that is kept of the runs: files of the state as they are, and all of git's objects unpacked. */
function everythingKept(project: string): string {
  const state = join(project, '.git', 'rye', '%2F.git');
  const objects = execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], {
    cwd: state,
    env: cleanEnv(),
    maxBuffer: 2 ** 28,
  }).toString('latin1');
  const files = [state, join(project, '.ai', 'data', 'runs')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
  );
  return [objects, ...files].join('\n');
}

/** The last fact of a run that was pruned: who did it. */
async function expectPrunedFact(project: string): Promise<void> {
  const { json } = await ryeJson<{ events: Event[] }>(['log', RUN, '--type', 'run_pruned'], { cwd: project });
  expect(json.events).toMatchObject([{ data: { by: expect.any(String) } }]);
}

function expectPruned(project: string, before: RunDocument, after: RunDocument): void {
  expect(after.pruned_at).toBeDefined();
  expect(after.cost).toEqual(before.cost);
  expect(after.status).toBe(before.status);
  const facts = ({ threads }: RunDocument) =>
    threads.map(({ id, place, status, cost, model }) => ({ id, place, status, cost, model }));
  expect(facts(after)).toEqual(facts(before));
  expect(git(join(project, '.ai/data'), 'rev-list', '--count', RUN).trim()).toBe(String(before.events + 1));
}

describe('rye prune', () => {
  it('says what would go, and then takes out what was said: nothing of it is left on the disk', async () => {
    const { project, before } = await ended();
    const asked = await rye(['prune', RUN], { cwd: project });
    expect(asked.stdout).toContain('would go');
    expect((await ryeJson(['status', RUN], { cwd: project })).json).toEqual(before);
    expect(saidIn(everythingKept(project))).toEqual(SAID);

    const pruned = await rye(['prune', RUN, '--yes'], { cwd: project });
    expect(pruned.code, pruned.stderr).toBe(0);
    expect(saidIn(everythingKept(project))).toEqual([]);
    expectPruned(project, before, (await ryeJson(['status', RUN], { cwd: project })).json);
    await expectPrunedFact(project);
    // What pipelines share is no part of the run.
    expect(readFileSync(join(project, '.ai/data/leaves/leaf1.txt'), 'utf8')).toBe('leaf leaf1');
    const checked = await rye(['fsck'], { cwd: project });
    expect(checked.stdout).toContain('nothing is wrong');
    for (const command of [['log', RUN], ['show', RUN], ['transcript', RUN, 'root'], ['runs']])
      expect((await rye(command, { cwd: project })).code, command.join(' ')).toBe(0);
    const resumed = await rye(['resume', RUN, '--message', 'more'], { cwd: project });
    expect(resumed.code).toBe(2);
    expect(resumed.stderr).toContain('[store/pruned]');
    expect((await rye(['prune', RUN, '--yes'], { cwd: project })).code).toBe(0);
  });

  it('names the forks, and forks of forks, that hold what was said before their points; pruned too, they hold nothing', async () => {
    const { project } = await ended();
    const fork = async (point: string, id: string): Promise<void> => {
      const { code, stderr } = await rye(['fork', point, '--run-id', id, '--run', '--offline', '--quiet'], {
        cwd: project,
      });
      expect(code, stderr).toBe(0);
    };
    const log = await ryeJson<{ events: Event[] }>(['log', RUN], { cwd: project });
    const seq = log.json.events.find(({ type }) => type === 'tool_call_completed')?.seq ?? 0;
    await fork(`${RUN}@${seq}`, 'b-fork');
    await fork(`b-fork@${seq + 4}`, 'a-fork-of-it');
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'another'], { cwd: project });

    const asked = await rye(['prune', RUN], { cwd: project });
    expect(asked.stdout).toContain('`rye prune a-fork-of-it b-fork`');
    const asksOfFork = await ryeJson<PruneDocument>(['prune', 'b-fork'], { cwd: project });
    expect(asksOfFork.json.runs[0]?.still_in).toEqual([
      { run_id: 'a-fork-of-it', events: seq + 4 },
      { run_id: RUN, events: seq },
    ]);
    const pruned = await ryeJson<PruneDocument>(['prune', RUN, '--yes'], { cwd: project });
    expect(pruned.json.runs[0]?.still_in).toEqual([
      { run_id: 'a-fork-of-it', events: seq },
      { run_id: 'b-fork', events: seq },
    ]);
    await rye(['prune', 'another', '--yes'], { cwd: project });
    expect(saidIn(everythingKept(project))).toEqual(SAID);

    const rest = await rye(['prune', 'a-fork-of-it', 'b-fork', '--yes'], { cwd: project });
    expect(rest.stdout).toMatch(/Nothing of it is left/);
    expect(saidIn(everythingKept(project))).toEqual([]);
    const again = await ryeJson<PruneDocument>(['prune', RUN, '--yes'], { cwd: project });
    expect(again.json.runs[0]?.still_in).toEqual([]);
  });

  it('keeps a run that has not ended', async () => {
    const project = tempRepository();
    writePipeline(project);
    const env = { RYE_FAILPOINT: 'tool-started:2' };
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', RUN], { cwd: project, env });
    const refused = await rye(['prune', RUN, '--yes'], { cwd: project });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('[store/unfinished-runs]');
    expect((await ryeJson(['resume', RUN, '--quiet'], { cwd: project })).json.status).toBe('completed');
  });

  it('leaves the run as it was or as it is to be, whole, wherever it is killed', async () => {
    const { project, before } = await ended();
    for (const point of prunePoints) {
      const killed = await rye(['prune', RUN, '--yes'], { cwd: project, env: { RYE_FAILPOINT: point } });
      const { json: now } = await ryeJson(['status', RUN], { cwd: project });
      if (now.pruned_at === undefined) {
        expect(killed.signal, point).toBe('SIGKILL');
        expect({ ...now, head: before.head }).toEqual(before);
      } else expectPruned(project, before, now);
      expect((await rye(['fsck', RUN], { cwd: project })).code, point).toBe(0);
    }
    await rye(['prune', RUN, '--yes'], { cwd: project });
    expect(saidIn(everythingKept(project))).toEqual([]);
  });
});
