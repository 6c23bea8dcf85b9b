import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BlameDocument } from '#app';
import { ITEM, leadProject } from '../helpers/lead-pipeline.ts';
import { rye, ryeJson } from '../helpers/rye.ts';

it('a run of the pipeline is reported and blamed: from its outputs back to the tools', async () => {
  const cwd = await leadProject();
  await rye(['run', ITEM, '--offline', '--run-id', 'the-run', '--quiet'], { cwd });
  const report = await rye(['report', 'the-run', '-o', 'report.md'], { cwd });
  expect([report.code, report.stdout]).toEqual([0, '']);
  const text = readFileSync(join(cwd, 'report.md'), 'utf8');
  expect(text).toContain('# run\\_lead\\_pipeline: completed');
  expect(text).toContain('Runs the whole pipeline: finds leads in every niche');
  expect(text).toMatch(/root\/qualify\/scrape-daily\\_loaf: .*503/);
  expect((await rye(['report', 'the-run', '-o', 'report.md'], { cwd })).code).toBe(2);
  expect((await rye(['report', 'the-run@40', '-o', 'report.md', '--force'], { cwd })).code).toBe(0);

  const blame = async (output: string): Promise<BlameDocument> =>
    (await ryeJson<BlameDocument>(['blame', 'the-run', output], { cwd })).json;
  const { links } = await blame('artifacts/outreach/oak_and_rye.md');
  expect(links).toMatchObject([
    { kind: 'wrote', place: 'root/outreach/email-oak_and_rye', tool: 'rye/artifacts/write' },
    { kind: 'result', tool: 'leads/email', commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ]);
  expect((await blame('failures[0].why')).links.at(-1)).toMatchObject({ place: 'root/qualify', tool: 'leads/collect' });
  expect((await blame('found')).ambiguous).toBe(true);
  expect((await rye(['blame', 'the-run', 'state'], { cwd })).stdout).toContain('had it from rye/file-system/write');
  const unknown = await ryeJson<{ error: { hint: string } }>(['blame', 'the-run', 'emial'], { cwd });
  expect([unknown.code, unknown.json.error.hint]).toEqual([2, expect.stringContaining('emails')]);
});
