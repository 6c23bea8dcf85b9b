import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'durability.md'), 'utf8');
const named = [...page.matchAll(/^- `([^`]+)`: "([^"]+)"$/gm)].map(([, file = '', title = '']) => ({ file, title }));

describe('the page of promises', () => {
  it('names tests at every promise', () => {
    // The last two tell how to look for oneself, and what is not promised.
    const promises = page.split(/^## /m).slice(1, -2);
    for (const promise of promises) expect(promise, promise.split('\n')[0]).toMatch(/^- `tests\//m);
  });

  it.each(named)('$file has the test "$title"', ({ file, title }) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });
});
