import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCodes } from './rules/error-pages.ts';
import { readSources } from './source-file.ts';

/** No test names these yet. Only ever taken out of: a new code comes with a test. */
const UNNAMED = new Set<string>([]);

const root = join(import.meta.dirname, '..');
const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  // What is here lists codes, and so says nothing of when one is thrown.
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('architecture'))
  .map((path) => readFileSync(join(root, path), 'utf8').replaceAll('\\/', '/'))
  .join('\n');

// What a pattern looks for stands between two slashes; a path to a file is no name.
const isNamed = (code: string): boolean => new RegExp(`(?<![\\w-])${code}(?![\\w-]|\\.tsx?)`).test(tests);

it('a test names every error code, but for those that are known to be in none', () => {
  const unnamed = [...errorCodes(readSources()).keys()].filter((code) => !isNamed(code));
  expect(unnamed.toSorted()).toEqual([...UNNAMED].toSorted());
});
