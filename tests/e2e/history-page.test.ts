import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDiff } from '#protocol';
import { repository } from '../architecture/source-file.ts';
import { blocksOf, createReader, type Reader } from '../helpers/page-reader.ts';

const page = await readFile(join(repository, 'docs', 'history.md'), 'utf8');
const commands = blocksOf(page).filter(({ language }) => language === 'sh');

describe('the page about history', () => {
  let reader: Reader;
  const printed: string[] = [];

  beforeAll(async () => {
    reader = await createReader();
  });

  afterAll(() => reader.leave());

  it.each(commands.map((block) => [`line ${block.line}`, block]))('can be followed: %s', async (_title, block) => {
    printed.push(await reader.follow(block));
  });

  it('shows what its commands show: the lines that stand in it are printed', () => {
    const shown = blocksOf(page).filter(({ language }) => language === 'console');
    const all = printed.join('\n');
    // The numbers of events are as chance has it.
    const plain = (text: string): string => text.replace(/\d+ \/ \d+|@\d+ */g, '#');
    for (const line of shown.flatMap(({ text }) => text.split('\n')))
      if (line.trim() !== '...' && !line.includes('first divergence')) expect(plain(all)).toContain(plain(line));
  });

  it('tells what is in the JSON document by the names that it has', async () => {
    const document = JSON.parse(await readFile(join(reader.project, 'difference.json'), 'utf8')) as RunDiff;
    const named = (keys: readonly string[]): string[] =>
      keys.filter((key) => !page.includes(`\`${key}\``) && !words.has(key));
    const words = new Set([...page.matchAll(/`([a-z_ ]+)`/g)].flatMap(([, text = '']) => text.split(' ')));
    const { threads, artifacts, definitions, runs, first_divergence: first = {} } = document;
    const parts = [document, first, runs.a, ...threads, ...artifacts, ...definitions];
    expect(named([...new Set(parts.flatMap((part) => Object.keys(part)))])).toEqual([]);
  });
});
