import { describe, expect, it } from 'vitest';
import type { DiffDocument } from '#app';
import { askingProject, SCOUT, SCRIPTS } from '../helpers/asking-project.ts';
import { ITEM, leadProject } from '../helpers/lead-pipeline.ts';
import { git, rye, ryeJson, writeFiles } from '../helpers/rye.ts';

const diff = (cwd: string, ...args: string[]) => ryeJson<DiffDocument>(['diff', ...args], { cwd });

async function run(cwd: string, id: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await rye(['run', 'lead', '--offline', '--run-id', id, '--quiet', ...more], { cwd });
  expect(code, stderr).toBe(0);
}

describe('rye diff', () => {
  it('of two runs of the pipeline finds nothing: their threads work at once, under other ids', async () => {
    const cwd = await leadProject();
    for (const id of ['run-a', 'run-b']) await rye(['run', ITEM, '--offline', '--run-id', id, '--quiet'], { cwd });
    const { code, json } = await diff(cwd, 'run-a', 'run-b', '--exit-code');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      a: 'run-a',
      b: 'run-b',
      identical: true,
      outputs: [],
      artifacts: [],
      definitions: [],
    });
    expect(json.threads).toHaveLength(27);
    const { stdout } = await rye(['diff', 'run-a', 'run-b'], { cwd });
    expect(stdout).toContain('They did the same, and the same came of it.');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says where they part, what came of it, and which texts differ', async () => {
    const cwd = askingProject();
    await run(cwd, 'run-a');
    writeFiles(cwd, {
      'two.txt': 'other',
      '.ai/directives/scout.md': SCOUT.replace('Scouts.', 'Scouts well.'),
      '.ai/offline/scout.yaml': JSON.stringify({
        turns: [
          { calls: [{ tool: 'rye/file-system/write', input: { path: 'seen.txt', content: 'x' } }] },
          ...SCRIPTS.scout.turns,
        ],
      }),
    });
    await run(cwd, 'run-b');
    const { code, json } = await diff(cwd, 'run-a', 'run-b', '--exit-code');
    expect(code).toBe(1);
    expect(json.first_divergence).toMatchObject({
      place: 'root/one',
      kind: 'call',
      a: 'rye/file-system/read {"path":"one.txt"}',
      seq_a: expect.any(Number),
      seq_b: expect.any(Number),
    });
    expect(json.outputs).toEqual([{ path: 'outputs.said', a: 'notes first second', b: 'notes first other' }]);
    expect(json.threads.map(({ place, change }) => [place, change])).toEqual([
      ['root', 'changed'],
      ['root/one', 'changed'],
      ['root/two', 'changed'],
    ]);
    expect(json.definitions).toMatchObject([{ kind: 'directive', id: 'scout', change: 'changed' }]);
    expect(json.definitions[0]?.diff).toContain('-<metadata><description>Scouts.</description>');
    const { stdout } = await rye(['diff', 'run-a', 'run-b'], { cwd });
    expect(stdout).toContain('They part at root/one');
    expect(stdout).toContain('outputs.said: "notes first second" → "notes first other"');
    expect(stdout).toContain('directive scout  changed');
  });

  it('shows the parts that are asked for', async () => {
    const cwd = askingProject();
    await run(cwd, 'run-a');
    writeFiles(cwd, { 'one.txt': 'else' });
    await run(cwd, 'run-b');
    const shown = async (flag: string): Promise<string> =>
      (await rye(['diff', 'run-a', 'run-b', flag], { cwd })).stdout;
    expect(await shown('--cost')).toMatch(/tokens +\d+ in, \d+ out/);
    expect(await shown('--cost')).not.toContain('outputs');
    expect(await shown('--outputs')).toContain('"notes first second" → "notes else second"');
    expect(await shown('--outputs')).not.toContain('tokens');
    expect(await shown('--actions')).toContain('3 threads differ');
  });

  it('compares two points, of two runs or of one', async () => {
    const cwd = askingProject();
    await run(cwd, 'run-a');
    await rye(['fork', 'run-a@20', '--run-id', 'run-b', '--run', '--quiet'], { cwd });
    expect((await diff(cwd, 'run-a@20', 'run-b@20')).json.identical).toBe(true);
    expect((await diff(cwd, 'run-a', 'run-b')).json.identical).toBe(true);
    expect((await diff(cwd, 'run-a', 'run-a')).json.identical).toBe(true);
    const { json } = await diff(cwd, 'run-a@20', 'run-a');
    expect(json).toMatchObject({ a: 'run-a@20', identical: false });
    expect(json.totals.b.turns).toBeGreaterThan(json.totals.a.turns);
  });

  it('compares runs that are only in git, and one that was pruned by what it keeps', async () => {
    const cwd = askingProject();
    await run(cwd, 'run-a');
    await run(cwd, 'run-b');
    git(cwd, 'clean', '-fdqx', '.ai/data/runs');
    expect((await diff(cwd, 'run-a', 'run-b')).json.identical).toBe(true);
    await rye(['prune', 'run-b', '--yes'], { cwd });
    const { json, code } = await diff(cwd, 'run-a', 'run-b');
    expect(code).toBe(0);
    expect(json.threads.map(({ place }) => place)).toEqual(['root', 'root/one', 'root/two']);
  });

  it('refuses what is no run or no point of one', async () => {
    const cwd = askingProject();
    await run(cwd, 'run-a');
    await run(cwd, 'run-b');
    const refused = async (...points: string[]) => {
      const { code, json } = await ryeJson<{ error?: { code: string } }>(['diff', ...points], { cwd });
      return [code, json.error?.code];
    };
    expect(await refused('run-a', 'nobody')).toEqual([2, 'store/unknown-run']);
    expect(await refused('run-', 'run-a')).toEqual([2, 'app/ambiguous-run']);
    expect(await refused('run-a@9999', 'run-a')).toEqual([2, 'app/usage']);
    expect(await refused('run-a@last', 'run-a')).toEqual([2, 'app/usage']);
  });
});
