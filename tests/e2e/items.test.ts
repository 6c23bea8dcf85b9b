import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Validation, Verification } from '#app';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

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

it('a run pins a directive with its includes in place, and a broken include is told before anything runs', async () => {
  const cwd = tempRepository();
  writePipeline(cwd);
  const file = join(cwd, '.ai/directives/fan.md');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n{{include: tone.md#Tone}}\n`);
  const broken = await ryeJson<{ error: { code: string; message: string } }>(['run', 'fan', '--offline'], { cwd });
  expect(broken.code).toBe(2);
  expect(broken.json.error.code).toBe('library/invalid-item');
  expect(broken.json.error.message).toMatch(
    /^\.ai\/directives\/fan\.md:\d+:1 {2}\{\{include: tone\.md#Tone\}\}: there is no such file/,
  );

  writeFiles(cwd, { '.ai/includes/tone.md': '# Tone\n\nBe kind to bees.\n\n# Other\n\nNot this.\n' });
  expect((await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'with-tone'], { cwd })).code).toBe(0);
  const folder = join(cwd, '.ai/data/runs/with-tone/definitions');
  const pinned = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(pinned.filter((text) => text.includes('Be kind to bees.'))).toHaveLength(1);
  expect(pinned.join('')).not.toContain('{{include');
  expect(pinned.join('')).not.toContain('Not this.');
});
