import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Validation, Verification } from '#app';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, tempFolder, tempRepository } from '../helpers/rye.ts';

it('a pipeline that validates is signed, verifies and runs; with one byte changed it does not run', async () => {
  const cwd = tempRepository();
  writePipeline(cwd);
  const env = { RYE_HOME: tempFolder('rye-home-') };
  const validated = await ryeJson<Validation>(['validate'], { cwd, env });
  expect(validated.code, validated.stdout).toBe(0);
  expect((await rye(['keys', 'new'], { cwd, env })).code).toBe(0);
  expect((await rye(['sign'], { cwd, env })).code).toBe(0);
  expect((await ryeJson<Verification>(['verify', '--strict'], { cwd, env })).json).toMatchObject({ ok: true });
  expect((await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'signed'], { cwd, env })).code).toBe(0);

  const file = join(cwd, '.ai/directives/fan.md');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\n$/, ' \n'));
  const refused = await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'changed'], { cwd, env });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('[library/tampered-item]');
  expect((await rye(['verify'], { cwd, env })).code).toBe(1);
});
