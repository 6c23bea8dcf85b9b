import { expect, it } from 'vitest';
import { problemGroups } from '#library';
import { readSources } from './source-file.ts';

const table = 'src/library/problems/problem-codes.ts';
const codes = problemGroups.flatMap((group) => Object.keys(group.codes));

it('every code of the table of problems is told by some check, and none stands in it twice', () => {
  const sources = readSources().filter(({ path }) => path.startsWith('src/') && path !== table);
  const silent = codes.filter((code) => !sources.some(({ text }) => text.includes(`'${code}'`)));
  expect(silent).toEqual([]);
  expect(new Set(codes).size).toBe(codes.length);
});

it('every problem that is made by hand has a code of the table', () => {
  // `report` and `problemAt` take no other by their types; what is left are literals of Problem.
  const made = readSources()
    .filter(({ path }) => /^src\/(library|app\/(items|validate)|models\/offline)\//.test(path) && path !== table)
    .flatMap(({ path, text }) =>
      [...text.matchAll(/level: '(?:error|warning)',\s*code: '([^']+)'/g)].map(([, code]) => ({
        path,
        code: code ?? '',
      })),
    );
  expect(made.filter(({ code }) => !codes.includes(code))).toEqual([]);
  expect(made.length).toBeGreaterThan(0);
});
