import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from './source-file.ts';

/** Links of a page to files that are not there. @param path From the repository on. */
function deadLinks(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|#|mailto:)/.test(target))
    .filter((target) => !existsSync(join(repository, dirname(path), target.replace(/#.*$/, ''))))
    .map((target) => `${path}: ${target}`);
}

it('links between pages lead somewhere', () => {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const pages = ['README.md', 'CHANGELOG.md', ...docs];
  expect(pages.flatMap((path) => deadLinks(path, readFileSync(join(repository, path), 'utf8')))).toEqual([]);
});

it('refuses a link to a page that is not there', () => {
  expect(deadLinks('docs/a.md', 'see [b](errors/no-such.md#part) and [c](../README.md)')).toEqual([
    'docs/a.md: errors/no-such.md#part',
  ]);
});
