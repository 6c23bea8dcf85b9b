import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directive, projectWith } from '../app/validate/space.ts';
import { type CliOutcome, runCli } from './run-cli.ts';

/** A project, and a way to run commands in it. */
function site(files: Record<string, string>): { root: string; run: (...args: string[]) => Promise<CliOutcome> } {
  const { root, context } = projectWith(files);
  return { root, run: (...args) => runCli(args, root, { ...context.env }) };
}

describe('rye validate', () => {
  it('prints file:line:col, level, code and message in columns, a summary, and exits 2', async () => {
    const { run } = site({
      'directives/a.md': directive('a', { xml: '<limits turns="x" patience="3"/>' }),
      'directives/long-name.md': '# none\n',
    });
    const { code, out, err } = await run('validate');
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(out).toBe(
      [
        '.ai/directives/a.md:6:9          error    bad-limit      limit "turns" is "x", not a whole number of 0 or more',
        '.ai/directives/a.md:6:19         warning  unknown-limit  "patience" is no limit: use turns, tokens, spawns, depth, spend, duration_seconds',
        '.ai/directives/long-name.md:1:1  error    no-fence       no ```xml fence: a directive is a Markdown file with its metadata in one',
        '2 files checked: 2 errors, 1 warning',
        '',
      ].join('\n'),
    );
  });

  it('prints one document with --json, and exits 0 where there are only warnings', async () => {
    const { run } = site({ 'directives/a.md': directive('a', { xml: '<limits patience="3"/>' }) });
    const { code, out } = await run('validate', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      ok: true,
      items: 1,
      problems: [
        {
          file: '.ai/directives/a.md',
          line: 6,
          col: 9,
          level: 'warning',
          code: 'unknown-limit',
          message: '"patience" is no limit: use turns, tokens, spawns, depth, spend, duration_seconds',
        },
      ],
    });
  });

  it('says that there are no problems', async () => {
    const { run } = site({ 'directives/a.md': directive('a') });
    expect(await run('validate')).toEqual({ code: 0, out: '1 file checked: no problems\n', err: '' });
  });

  it('keeps what a file name or a text could do to a terminal out of its lines', async () => {
    const { run } = site({
      'knowledge/a\u001b[2J\nb.md': 'x',
      'directives/b.md': directive('b', { xml: '<limits turns="\u001b[31m"/>' }),
    });
    const { out } = await run('validate');
    expect(out).not.toContain('\u001b');
    expect(out.trim().split('\n').at(-1)).toMatch(/^2 files checked: /);
  });

  it('names a path that is not there, and exits 2', async () => {
    const { code, err } = await site({}).run('validate', 'none.md');
    expect(code).toBe(2);
    expect(err).toContain('none.md cannot be looked at (ENOENT).');
  });
});

describe('rye keys, sign and verify', () => {
  it('go together', async () => {
    const { root, run } = site({ 'directives/a.md': directive('a'), 'directives/bad.md': '# none\n' });
    expect((await run('sign')).code).toBe(3);
    expect((await run('keys', 'new', '--owner', 'ada')).out).toMatch(/^Your key is [0-9a-f]{16}\.\n/);
    expect(await run('keys', 'new')).toMatchObject({ code: 2, err: expect.stringContaining('[library/key-exists]') });
    const signed = await run('sign');
    expect(signed.code).toBe(2);
    expect(signed.out).toMatch(
      /^signed {4}\.ai\/directives\/a\.md\nrefused {3}\.ai\/directives\/bad\.md: it does not validate\n {10}1:1 {2}no-fence .*\n1 file signed with key [0-9a-f]{16}, 1 refused\n$/,
    );
    const verified = await run('verify');
    expect(verified.code).toBe(0);
    expect(verified.out).toMatch(
      /^valid {5}\.ai\/directives\/a\.md {4}the whole file is as it was signed; key [0-9a-f]{16} \(ada\)\nunsigned {2}\.ai\/directives\/bad\.md {2}no signature\n1 valid, 1 unsigned\n$/,
    );
    expect((await run('verify', '--strict')).code).toBe(1);
    expect((await run('keys')).out).toMatch(
      /^KEY +OWNER +FILE\n[0-9a-f]{16} +ada +~\/\.ai\/config\/keys\/trusted\/[0-9a-f]{16}\.toml +yours\n6ea18199041a1ea8 +github-ci /,
    );
    const { out } = await run('keys', 'export');
    writeFileSync(join(root, 'ada.toml'), out);
    expect((await run('keys', 'trust', 'ada.toml')).out).toContain('was trusted already');
    expect((await run('keys', 'export', '--pem')).out).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  it('verify exits 1 for a changed item, names it, and says so in JSON', async () => {
    const { root, run } = site({ 'knowledge/k.md': 'Text\n' });
    await run('keys', 'new');
    await run('sign', '.ai/knowledge/k.md');
    writeFileSync(join(root, 'copy.md'), 'x');
    const file = join(root, '.ai/knowledge/k.md');
    const { readFileSync } = await import('node:fs');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Text', 'Next'));
    const { code, out } = await run('verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      items: 1,
      files: [{ file: '.ai/knowledge/k.md', kind: 'knowledge', id: 'k', status: 'tampered', form: 'rye' }],
    });
    expect((await run('verify')).out).toContain('changed after it was signed; it is never used');
  });

  it.each([
    [['keys', 'burn'], 'There is no `rye keys burn`.'],
    [['keys', 'trust'], 'It is not said which key to trust.'],
    [['keys', 'new', 'file'], '`rye keys new` takes no file.'],
    [['keys', 'trust', 'none.pem'], 'it cannot be read (ENOENT)'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await site({}).run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('all have an example in their help', async () => {
    for (const command of ['validate', 'verify', 'sign', 'keys']) {
      const { code, out } = await site({}).run(command, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/Examples?:\n {2}rye /);
    }
  });
});
