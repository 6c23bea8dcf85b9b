import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from '../../helpers/rye.ts';

it('the SDK is loaded with the first call alone: it takes a tenth of a second, which no other path pays', () => {
  const files = globSync('src/**/*.ts', { cwd: checkout });
  const importing = files.filter((file) => {
    const text = readFileSync(join(checkout, file), 'utf8');
    return /^import (?!type\b)[^;]*from '@anthropic-ai\/sdk/m.test(text);
  });
  expect(files.length).toBeGreaterThan(100);
  expect(importing).toEqual([]);
});
