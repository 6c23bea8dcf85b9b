import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FetchedItem, FoundItems, Validation, Verification } from '#app';
import { sha256 } from '#protocol';
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

/** The command lines of a page of documentation, as arguments of rye. */
function shownCommands(page: string): string[][] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^rye (fetch .*)$/gm)].map(([, line = '']) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
}

describe('rye fetch', () => {
  it('prints an item as it is, and with its includes in place', async () => {
    const cwd = tempRepository();
    writePipeline(cwd);
    writeFiles(cwd, {
      '.ai/knowledge/summary.md': '# Summary\n\n{{include: tone.md#Tone}}\n',
      '.ai/includes/tone.md': '# Tone\n\nBe kind to bees.\n\n# Other\n\nNot this.\n',
    });
    const plain = await rye(['fetch', 'summary'], { cwd });
    expect(plain).toMatchObject({ code: 0, stdout: '# Summary\n\n{{include: tone.md#Tone}}\n', stderr: '' });
    const [shown = []] = shownCommands('includes.md');
    expect((await rye(shown, { cwd })).stdout).toBe('# Summary\n\n# Tone\n\nBe kind to bees.\n');
    const { json } = await ryeJson<FetchedItem>([...shown, '--kind', 'knowledge'], { cwd });
    expect(json).toMatchObject({ mode: 'id', item_type: 'knowledge', source: 'project', signature: 'unsigned' });
    expect(json.sha256).toBe(sha256(json.content));
  });

  it('finds what agents have learnt, by words', async () => {
    const cwd = tempRepository();
    writeFiles(cwd, {
      '.ai/knowledge/learnings/one.md': '---\ntitle: Retry the installer\n---\n\nIt fails once.\n',
      '.ai/knowledge/learnings/two.md': '---\ntitle: Retry nothing else\n---\n\nAsk first.\n',
      '.ai/knowledge/installer.md': '---\ntitle: The installer, and when to retry it\n---\n\nA page.\n',
    });
    const [shown = []] = shownCommands('memory.md');
    const found = await ryeJson<FoundItems>(shown, { cwd });
    expect(found.json).toMatchObject({
      mode: 'query',
      total: 1,
      results: [{ type: 'knowledge', id: 'learnings/one', title: 'Retry the installer', source: 'project' }],
    });
    expect((await rye(shown, { cwd })).stdout).toBe(
      'knowledge  learnings/one  Retry the installer  .ai/knowledge/learnings/one.md\n',
    );
    const others = ['fetch', '--query', '(ask OR once) NOT page', '--kind', 'knowledge'];
    expect((await ryeJson<FoundItems>(others, { cwd })).json.total).toBe(2);
    expect((await ryeJson<FoundItems>([...others, '--limit', '1'], { cwd })).json.total).toBe(1);
    expect((await rye(['fetch', '--query', 'zebra'], { cwd })).stdout).toBe('Nothing fits.\n');
  });

  it.each([
    [['fetch'], 'app/usage', 'one of the two'],
    [['fetch', 'a', '--query', 'b'], 'app/usage', 'one of the two'],
    [['fetch', 'a', '--limit', '2'], 'app/usage', 'for a search'],
    [['fetch', '--query', 'a', '--expand'], 'app/usage', 'for one item'],
    [['fetch', '--query', 'a', '--limit', 'two'], 'app/usage', '"two" is no number'],
    [['fetch', '--query', 'a', '--scope', 'wisdom.*'], 'app/usage', 'no kind "wisdom"'],
    [['fetch', 'a', '--kind', 'wisdom'], 'app/usage', 'no kind "wisdom"'],
    [['fetch', 'rye/bash', '--expand'], 'library/unknown-item', ''],
    [['fetch', 'surveyy'], 'library/unknown-item', 'surveyy'],
    [['fetch', '../x'], 'library/bad-id', '../x'],
  ])('%j is refused: %s', async (args, code, message) => {
    const refused = await ryeJson<{ error: { code: string; message: string } }>(args, { cwd: tempRepository() });
    expect(refused.code).toBe(2);
    expect(refused.json.error).toMatchObject({ code });
    expect(refused.json.error.message).toContain(message);
  });
});
