import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#protocol';
import { checkout, templates } from './bundled-items.ts';
import { folderWith } from './survey/survey-tool.ts';

const pipeline = join(checkout, 'templates/pipeline');
const starter = join(checkout, 'templates/starter');

function leads(tool: string, parameters: JsonObject): JsonObject {
  const path = join(pipeline, '.ai/tools/leads', `${tool}.mjs`);
  return JSON.parse(
    execFileSync(process.execPath, [path], { cwd: pipeline, input: JSON.stringify(parameters), encoding: 'utf8' }),
  ) as JsonObject;
}

function countWords(cwd: string, path: string): { status: number | null; stdout: string; stderr: string } {
  const script = join(starter, '.ai/tools/count_words.sh');
  return spawnSync('sh', [script], { cwd, input: JSON.stringify({ path }), encoding: 'utf8' });
}

describe.each(templates)('$name', ({ root, library }) => {
  it('says in its README how to run it without a key, and names files that are there', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, item = ''] = /^rye run (\S+) --offline$/m.exec(readme) ?? [];
    await expect(library.directive(item)).resolves.toBeDefined();
    for (const [, path = ''] of readme.matchAll(/`((?:\.ai\/(?!data)|input\/)[^`]*)`/g)) {
      expect(statSync(join(root, path)), path).toBeDefined();
    }
  });

  it('holds no files that npm would leave out of the package', () => {
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    expect(
      names.filter((name) => /(^|\/)(\.gitignore|\.npmignore|\.npmrc|\.DS_Store|node_modules)$/.test(name)),
    ).toEqual([]);
  });
});

describe('the tools of the template pipeline', () => {
  it('find, score and select leads, always the same', () => {
    const { niches } = leads('niches', {}) as { niches: string[] };
    const found = niches.flatMap((niche) => (leads('find', { niche }) as { leads: JsonObject[] }).leads);
    const scored = found.filter(({ employees }) => employees !== '').map((lead) => leads('score', { lead }));
    expect(found).toHaveLength(8);
    expect(scored[0]).toMatchObject({ id: 'oak_and_rye', score: 100 });
    const selected = leads('select', { leads: found, scored }) as { qualified: JsonObject[]; unscored: string[] };
    expect(selected.qualified.map(({ id }) => id)).toEqual(['oak_and_rye', 'petal_post', 'spoke_house']);
    expect(selected.unscored).toEqual(['two_wheels']);
    const { qualified, unscored } = selected;
    expect(leads('state', { found, qualified, unscored, emails: [] })).toMatchObject({
      found: 8,
      qualified: 3,
      unscored: ['two_wheels'],
    });
    expect(leads('email', { lead: selected.qualified[0] ?? {} })).toMatchObject({ path: 'outreach/oak_and_rye.md' });
  });

  it('do not guess a score that cannot be known', () => {
    const path = join(pipeline, '.ai/tools/leads/score.mjs');
    const ended = spawnSync(process.execPath, [path], {
      input: JSON.stringify({ lead: { company: 'X', employees: '' } }),
      encoding: 'utf8',
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toBe('X cannot be scored: its number of employees is not known.\n');
  });
});

describe('the tool of the template starter', () => {
  it('counts words and lines and tells the first line as valid JSON', () => {
    const folder = folderWith({ 'a b.md': '\n# A "quoted" \\ title\t!\n\ntwo words\n' });
    expect(JSON.parse(countWords(folder, 'a b.md').stdout)).toEqual({
      path: 'a b.md',
      words: 8,
      lines: 4,
      first_line: 'A "quoted" \\ title!',
    });
  });

  it('fails in one line where the file is missing', () => {
    const { status, stderr } = countWords(folderWith({}), 'nowhere.md');
    expect(status).toBe(1);
    expect(stderr).toBe('There is no file "nowhere.md".\n');
  });
});
