import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageText } from '../../src/app/page-text.ts';
import { tempFolder } from '../helpers/rye.ts';

describe('a pager', () => {
  it('gets the text on its standard input, whatever arguments PAGER has', async () => {
    const file = join(tempFolder(), 'seen');
    await pageText({ PATH: process.env['PATH'], PAGER: `tee '${file}' >/dev/null` }, 'one\n-two\n+三\n');
    expect(readFileSync(file, 'utf8')).toBe('one\n-two\n+三\n');
  });

  it('may be left before it has read all', async () => {
    await expect(pageText({ PATH: process.env['PATH'], PAGER: 'true' }, 'line\n'.repeat(200_000))).resolves.toBe(
      undefined,
    );
  });

  it('that is not there is named, with what to do', async () => {
    const env = { PATH: tempFolder() };
    await expect(pageText({ ...env, PAGER: 'no-such-pager -x' }, 'text')).rejects.toMatchObject({
      message: 'no-such-pager -x was not found.',
      hint: expect.stringContaining('PAGER'),
    });
    await expect(pageText(env, 'text')).rejects.toMatchObject({
      message: 'PAGER is not set, and less is not installed.',
    });
  });
});
