import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestedRun } from '#app';
import { askingProject, SCOUT } from '../helpers/asking-project.ts';
import { ITEM, leadProject } from '../helpers/lead-pipeline.ts';
import { git, rye, ryeJson, writeFiles } from '../helpers/rye.ts';

const RUN = 'the-run';
type Results = { ok: boolean; tests: (TestedRun & { updated?: string })[] };

async function ranProject(): Promise<string> {
  const cwd = askingProject();
  const { code, stderr } = await rye(['run', 'lead', '--offline', '--run-id', RUN, '--quiet'], { cwd });
  expect(code, stderr).toBe(0);
  return cwd;
}

const test = (cwd: string, ...args: string[]) => ryeJson<Results>(['test', ...args], { cwd });

describe('rye test', () => {
  it('passes by the run itself, offline and without a trace: no tool runs, no file is written, no run is made', async () => {
    const cwd = await leadProject();
    await rye(['run', ITEM, '--offline', '--run-id', RUN, '--quiet'], { cwd });
    // What the tools would read is gone: they are not asked.
    git(cwd, 'clean', '-fdq', 'input');
    writeFiles(cwd, { '.ai/data/leads/pipeline.json': 'mine' });
    const runs = await rye(['runs', '--json'], { cwd });
    const { code, json } = await test(cwd, '--from', RUN);
    expect(json.tests[0]?.reasons).toEqual([]);
    expect(code).toBe(0);
    expect(json.tests[0]).toMatchObject({ run_id: RUN, item: ITEM, ok: true, threads: 27 });
    expect((await rye(['runs', '--json'], { cwd })).stdout).toBe(runs.stdout);
    expect(readFileSync(join(cwd, '.ai/data/leads/pipeline.json'), 'utf8')).toBe('mine');
  });

  it('fails where a directive asks for something else, and names the thread and the words', async () => {
    const cwd = await ranProject();
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {input:file}', 'Read all of {input:file}') });
    const { code, json } = await test(cwd, '--from', RUN);
    expect(code).toBe(1);
    expect(json.tests[0]?.misses.map(({ place }) => place)).toEqual(['root/one', 'root/two']);
    expect(json.tests[0]?.reasons[0]).toMatch(/Read one\.txt.* was recorded, .*Read all of one\.txt/s);
  });

  it('fails where a definition is gone, does not parse, or wants other inputs', async () => {
    const cwd = await ranProject();
    writeFiles(cwd, { '.ai/directives/lead.md': 'nothing' });
    expect((await test(cwd, '--from', RUN)).json.tests[0]?.reasons[0]).toContain('lead.md');
    git(cwd, 'clean', '-fdq', '.ai/directives');
    expect((await test(cwd, '--from', RUN)).json.tests[0]?.reasons[0]).toContain('There is no directive "lead"');
  });

  it('is updated by a new run that takes over what has not changed, and stands in its place', async () => {
    const cwd = await ranProject();
    writeFiles(cwd, {
      '.ai/config/tests.yaml': `runs:\n  - ${RUN}\n`,
      '.ai/directives/scout.md': SCOUT.replace('Scouts.', 'Scouts well.'),
    });
    const { code, json } = await test(cwd, '--update', '--offline');
    expect(code).toBe(0);
    const { updated = '' } = json.tests[0] ?? {};
    expect(readFileSync(join(cwd, '.ai/config/tests.yaml'), 'utf8')).toBe(`runs:\n  - ${updated}\n`);
    expect((await test(cwd)).json).toMatchObject({ ok: true, tests: [{ run_id: updated }] });
    const { json: document } = await ryeJson(['status', updated], { cwd });
    expect(document.cost.saved_usd).toBeGreaterThan(0);
  });

  it('writes what CI servers read', async () => {
    const cwd = await ranProject();
    await rye(['test', '--from', RUN, '--junit', 'rye.xml'], { cwd });
    expect(readFileSync(join(cwd, 'rye.xml'), 'utf8')).toMatch(
      /<testcase classname="lead" name="the-run" time="\d+\.\d{3}"\/>/,
    );
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {input:file}', 'Read <b> "{input:file}"') });
    const { stdout, code } = await rye(['test', '--from', RUN, '--junit', 'rye.xml'], { cwd });
    expect([code, stdout.split('\n').at(-2)]).toEqual([1, '0 passed, 1 failed']);
    expect(readFileSync(join(cwd, 'rye.xml'), 'utf8')).toMatch(
      /tests="1" failures="1".*<failure message="[^"<]+&lt;b&gt;[^"<]*">/s,
    );
  });

  it('goes by no run that is unknown, unfinished, pruned, or had a secret for an input', async () => {
    const cwd = await ranProject();
    const refused = async (...args: string[]) => {
      const { code, json } = await ryeJson<{ error?: { message: string } }>(['test', ...args], { cwd });
      return [code, json.error?.message];
    };
    expect(await refused()).toEqual([2, 'There is no run to test by.']);
    expect(await refused('--from', 'nobody')).toEqual([2, expect.stringContaining('"nobody"')]);
    expect(await refused('--from', `${RUN}@9999`)).toEqual([2, expect.stringContaining('no event 9999')]);
    expect(await refused('--from', `${RUN}@12`)).toEqual([2, expect.stringContaining('says nothing about one')]);
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    await rye(['run', 'lead', '--offline', '--run-id', 'with-secret', '--quiet', '-i', `topic=${token}`], { cwd });
    expect(await refused('--from', 'with-secret')).toEqual([
      2,
      expect.stringContaining('topic of with-secret held a secret'),
    ]);
    await rye(['prune', RUN, '--yes'], { cwd });
    expect(await refused('--from', RUN)).toEqual([2, expect.stringContaining('was pruned')]);
  });
});
