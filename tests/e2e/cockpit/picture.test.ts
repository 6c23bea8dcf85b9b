import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tourSteps } from '../../../scripts/picture/tour-steps.ts';
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

it('the tour in the README goes through the steps of today; `npm run tour` takes it anew', () => {
  const kept = readFileSync(join(checkout, 'docs/tour.svg'), 'utf8');
  const titles = tourSteps.flatMap(({ title }) => title ?? []);
  expect([...kept.matchAll(/font-family="sans-serif"[^>]*>([^<]+)<\/text>/g)].map(([, title]) => title)).toEqual(
    titles,
  );
  expect((kept.match(/<animate /g) ?? []).length).toBe(titles.length);
});
