import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCodes, errorPageViolations } from './rules/error-pages.ts';
import { parseSource, readSources, repository } from './source-file.ts';
import { violationText } from './violation.ts';

const folder = join(repository, 'docs', 'errors');
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const page = '# store/lost\n\n## What it means\n\n## Why it happens\n\n## What to do\n';

it('every error code has a page, and every page a code', () => {
  expect(violationText(errorPageViolations(errorCodes(readSources()), pages))).toBe('');
});

it('finds codes in classes, in unions and in plain objects', () => {
  const text = `
    class A { readonly code = 'plain_code'; }
    type B = 'store/first' | 'store/second-one';
    const c = { code: 'app/third' };
    const path = 'store/journal/segments'; const other = 'rye/bash';`;
  expect([...errorCodes([parseSource('src/store/a.ts', text)]).keys()]).toEqual([
    'plain_code',
    'store/first',
    'store/second-one',
    'app/third',
  ]);
});

it('refuses a code without a page', () => {
  const text = violationText(errorPageViolations(new Map([['store/lost', 'src/store/a.ts:1']]), new Map()));
  expect(text).toContain('src/store/a.ts:1  store/lost has no page docs/errors/store-lost.md');
});

it('refuses a page without a code', () => {
  expect(violationText(errorPageViolations(new Map(), new Map([['store-lost.md', page]])))).toContain(
    'docs/errors/store-lost.md  is about a code that src does not have',
  );
});

it('refuses a page that leaves one of the three questions open', () => {
  const without = page.replace('## What to do\n', '');
  const text = violationText(
    errorPageViolations(new Map([['store/lost', 'src/store/a.ts:1']]), new Map([['store-lost.md', without]])),
  );
  expect(text).toContain('lacks "## What to do"');
});
