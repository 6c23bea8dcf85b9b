import { describe, expect, it } from 'vitest';
import type { CostDocument } from '#app';
import { askingProject, SCOUT } from '../helpers/asking-project.ts';
import { rye, ryeJson, writeFiles } from '../helpers/rye.ts';

describe('rye cost', () => {
  it('tells of one run by thread, of several by run, and what was saved; as a table, JSON and CSV', async () => {
    const cwd = askingProject();
    await rye(['run', 'lead', '--offline', '--run-id', 'run-a', '--quiet'], { cwd });
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Scouts.', 'Scouts well.') });
    await rye(['run', 'lead', '--offline', '--since', 'run-a', '--run-id', 'run-b', '--quiet'], { cwd });
    const cost = (...args: string[]) => ryeJson<CostDocument>(['cost', ...args], { cwd });
    const { json: a } = await ryeJson(['status', 'run-a'], { cwd });
    const { json: one } = await cost('run-a');
    expect(one).toMatchObject({ by: 'thread', total: { simulated_usd: a.cost.usd, usd: 0, saved_usd: 0 } });
    expect(one.rows.map(({ name }) => name).toSorted()).toEqual(['root', 'root/one', 'root/two']);
    const { json: all } = await cost();
    const { json: b } = await ryeJson(['status', 'run-b'], { cwd });
    expect(all.by).toBe('run');
    expect(all.rows.find(({ name }) => name === 'run-b')).toMatchObject({
      simulated_usd: b.cost.usd,
      saved_usd: b.cost.saved_usd,
    });
    const { stdout } = await rye(['cost', 'run-b'], { cwd });
    expect(stdout).toMatch(/^thread +own +with all below +saved +calls +in +out\n/);
    expect(stdout).toContain('saved by taking over from other runs');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const csv = (await rye(['cost', '--by', 'directive', '--csv', 'run-a'], { cwd })).stdout.split('\r\n');
    expect(csv[0]).toMatch(/^run_id,name,usd,simulated_usd,/);
    expect(
      csv
        .slice(1, -1)
        .map((line) => line.split(',')[1] ?? '')
        .toSorted((x, y) => x.localeCompare(y)),
    ).toEqual(['lead', 'scout']);
    expect((await rye(['cost', '--by', 'tool', 'run-a'], { cwd })).stdout).toMatch(
      /rye\/file-system\/read +3 +0 +0 +\d+/,
    );
  });

  it('takes the beginning of an id, and refuses what is no run', async () => {
    const cwd = askingProject();
    await rye(['run', 'lead', '--offline', '--run-id', 'run-a', '--quiet'], { cwd });
    expect((await ryeJson<CostDocument>(['cost', 'run'], { cwd })).json.runs).toEqual(['run-a']);
    const { code, json } = await ryeJson<{ error: { code: string } }>(['cost', 'nobody'], { cwd });
    expect([code, json.error.code]).toEqual([2, 'store/unknown-run']);
  });
});
