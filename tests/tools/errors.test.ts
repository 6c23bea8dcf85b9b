import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RyeError } from '#protocol';
import * as tools from '#tools';

it('every error of the room has a page, and every page an error', () => {
  const classes = Object.entries(tools).filter(([name]) => name.endsWith('Error'));
  const codes = classes.map(([, value]) => {
    const Known = value as unknown as new (facts: object) => RyeError;
    const error = new Known({});
    expect(error).toBeInstanceOf(RyeError);
    return error.code;
  });
  for (const code of codes) expect(existsSync(`docs/errors/${code.replace('/', '-')}.md`), code).toBe(true);
  const pages = readdirSync('docs/errors').filter((name) => name.startsWith('tools-'));
  expect(pages.toSorted()).toEqual(codes.map((code) => `${code.replace('/', '-')}.md`).toSorted());
});
