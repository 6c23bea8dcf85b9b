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
    const isGraph = (await library.list('graph')).some(({ id }) => id === item);
    await expect(isGraph ? library.graph(item) : library.directive(item)).resolves.toBeDefined();
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

/** What a tool says where it fails. */
function refusal(tool: string, parameters: JsonObject): string {
  const path = join(pipeline, '.ai/tools/leads', `${tool}.mjs`);
  const input = JSON.stringify(parameters);
  const { status, stderr } = spawnSync(process.execPath, [path], { cwd: pipeline, input, encoding: 'utf8' });
  expect(status).toBe(1);
  return stderr;
}

describe('the tools of the template pipeline', () => {
  it('find, read, score, select and write to leads, always the same', () => {
    const { niches } = leads('niches', {}) as { niches: string[] };
    const found = niches.flatMap((niche) => (leads('find', { niche }) as { leads: JsonObject[] }).leads);
    expect(found).toHaveLength(8);
    const read = found
      .filter(({ id }) => id !== 'daily_loaf' && id !== 'two_wheels')
      .map((lead) => leads('scrape', { lead }));
    const scored = read.map((one) => leads('score', one)['lead'] as JsonObject);
    expect(scored[0]).toMatchObject({ id: 'oak_and_rye', score: 100 });
    const { qualified } = leads('select', { leads: scored }) as { qualified: JsonObject[] };
    expect(qualified.map(({ id }) => id)).toEqual(['oak_and_rye', 'petal_post', 'spoke_house']);
    const enriched = leads('enrich', { lead: qualified[0] ?? {} });
    const mail = leads('email', enriched);
    expect(mail).toMatchObject({ path: 'outreach/oak_and_rye.md' });
    expect(mail['content']).toContain('Hello Astrid Holm,');
  });

  it('guess nothing that cannot be known', () => {
    expect(refusal('find', { niche: 'tailors' })).toBe('No leads are listed for tailors.\n');
    expect(refusal('scrape', { lead: { website: 'daily-loaf.example' } })).toBe('daily-loaf.example answered 503.\n');
    expect(refusal('score', { lead: { company: 'X', site: {} } })).toBe(
      'X cannot be scored: its site does not say how many people work there.\n',
    );
    expect(refusal('enrich', { lead: { id: 'x', company: 'X' } })).toBe('Nobody is known at X.\n');
  });

  it('collect what is done, and why each of the others is not, in the order of the items', () => {
    const collected = leads('collect', {
      step: 'look',
      items: [{ id: 'a' }, 'b', 'c', 'd', 'e'],
      spawned: [
        { thread_id: 'T1' },
        { is_error: true, error: { message: 'no money is left' } },
        { thread_id: 'T3' },
        { thread_id: 'T4' },
      ],
      results: {
        T1: { status: 'completed', outputs: { seen: 1 } },
        T3: { status: 'error', error: { message: 'it is dark' } },
        T4: { status: 'running' },
      },
      earlier: [{ step: 'open', item: 'z', why: 'it is shut' }],
    });
    expect(collected).toEqual({
      done: [{ seen: 1 }],
      failures: [
        { step: 'open', item: 'z', why: 'it is shut' },
        { step: 'look', item: 'b', why: 'no money is left' },
        { step: 'look', item: 'c', why: 'it is dark' },
        { step: 'look', item: 'd', why: 'its thread is running' },
        { step: 'look', item: 'e', why: 'it was not spawned' },
      ],
    });
  });

  it('sum up all phases, and a phase that failed as a whole only where it did', () => {
    const failure = { step: 'score_lead', item: 'b', why: 'unknown' };
    const summed = (last: JsonObject): JsonObject =>
      leads('state', {
        found: [
          { id: 'a', niche: 'n' },
          { id: 'b', niche: 'n' },
          { id: 'c', niche: 'm' },
        ],
        qualified: [{ id: 'a', score: 90 }],
        emails: [],
        failures: [[failure], [], [last]],
      });
    expect(summed({ step: 'prepare_outreach', item: 'all' })).toMatchObject({
      found: 3,
      qualified: 1,
      emails: 0,
      failures: [failure],
    });
    const lost = { step: 'prepare_outreach', item: 'all', why: 'no money' };
    expect(summed(lost)['failures']).toEqual([failure, lost]);
    expect(JSON.parse(summed(lost)['json'] as string)).toMatchObject({ niches: ['m', 'n'], rejected: ['c'] });
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
