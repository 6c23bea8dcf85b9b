import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout, tempFolder } from '../../helpers/rye.ts';

it('the picture in the README is of the cockpit of today; `npm run picture` takes it anew', () => {
  const path = join(tempFolder(), 'cockpit.svg');
  execFileSync(process.execPath, [join(checkout, 'scripts/picture.ts'), path], { timeout: 60_000 });
  // The newest commit of the run hangs on every byte that a run writes.
  const textsOf = (svg = ''): string[] =>
    Array.from(svg.matchAll(/>([^<>]+)<\/text>/g), ([, text = '']) => text.replace(/@ [0-9a-f]{7}/, '@'));
  const [taken, kept] = [path, join(checkout, 'docs/cockpit.svg')].map((file) => readFileSync(file, 'utf8'));
  expect(textsOf(kept)).toEqual(textsOf(taken));
  expect(kept?.startsWith('<svg ')).toBe(true);
});
