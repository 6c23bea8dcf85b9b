import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVerifier, type FileKind, signText } from '#library';
import { directiveText, makeSpaces, type TestSpaces } from '../project.ts';
import { type TestKey, testKey } from './keys.ts';

const AT = '2026-05-06T07:08:09Z';

const KINDS: [what: string, kind: 'directive' | 'knowledge' | 'tool' | 'config', path: string, text: string][] = [
  ['a directive', 'directive', 'a.md', directiveText('a')],
  ['knowledge', 'knowledge', 'a.md', '```yaml\nname: a\n```\n# Text\n\nMore.\n'],
  ['knowledge with front matter', 'knowledge', 'a.md', '---\nname: a\n---\nText\n'],
  ['knowledge in a .yaml file', 'knowledge', 'a.yaml', 'name: a\ntitle: T\n'],
  ['a shell script', 'tool', 'a.sh', '#!/bin/sh\n# description: says\necho 1\n'],
  ['a Python tool', 'tool', 'a.py', '#!/usr/bin/env python3\nprint(1)\n'],
  ['a module', 'tool', 'a.mjs', 'export const x = 1;\nexport const y = 2;\n'],
  ['a YAML tool', 'tool', 'a.yaml', 'command: [sh]\ndescription: d\n'],
  ['config', 'config', 'a.yaml', 'a: 1\nb: 2\n'],
  ['a text with a byte order mark', 'knowledge', 'a.md', '\uFEFF# Title\n\nText\n'],
];

async function trusting(
  key: TestKey,
): Promise<TestSpaces & { statusOf: (kind: FileKind, path: string, text: string) => Promise<string> }> {
  const made = await makeSpaces();
  await made.write(`user/.ai/config/keys/trusted/${key.id}.toml`, key.trustFile);
  const verifier = createVerifier(made.spaces);
  return { ...made, statusOf: async (kind, path, text) => (await verifier.examine({ kind, path, text })).status };
}

describe.each(KINDS)('%s that rye signed', (_, kind, path, text) => {
  const key = testKey();
  const signed = signText({ kind, path, text }, key, AT) ?? '';

  test('is valid, and says when and by whom', async () => {
    const { spaces } = await trusting(key);
    expect(await createVerifier(spaces).examine({ kind, path, text: signed })).toEqual({
      status: 'valid',
      form: 'rye',
      keyId: key.id,
      signedAt: AT,
    });
  });

  test('is tampered with any one character changed, left out or put in, anywhere in the file', async () => {
    const { statusOf } = await trusting(key);
    const survivors: string[] = [];
    for (let at = 0; at <= signed.length; at += 1) {
      const [before, after] = [signed.slice(0, at), signed.slice(at + 1)];
      const other = signed[at] === 'x' ? 'y' : 'x';
      const edits = [before + after, before + other + after, `${before}\n${after}`, `${before}x${signed.slice(at)}`];
      for (const edited of [...edits, `${before}\n${signed.slice(at)}`, `${before} ${signed.slice(at)}`]) {
        if (edited === signed) continue;
        const status = await statusOf(kind, path, edited);
        if (status !== 'tampered') survivors.push(`${at}: ${status}: ${JSON.stringify(edited.slice(0, 40))}`);
      }
    }
    expect(survivors).toEqual([]);
  });

  test('is tampered with any one bit of any byte turned', async () => {
    const { statusOf } = await trusting(key);
    const bytes = Buffer.from(signed);
    const survivors: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if ((await statusOf(kind, path, turned.toString('utf8'))) !== 'tampered') survivors.push(bit);
    }
    expect(survivors).toEqual([]);
  });

  test('is untrusted where its key is not, and tampered there all the same once it is changed', async () => {
    const { spaces } = await makeSpaces();
    const verifier = createVerifier(spaces);
    expect((await verifier.examine({ kind, path, text: signed })).status).toBe('untrusted');
    expect((await verifier.examine({ kind, path, text: `${signed}\n` })).status).toBe('tampered');
  });

  test('verifies as checked out with CRLF, and signing it again changes nothing but the line', async () => {
    const { statusOf } = await trusting(key);
    expect(await statusOf(kind, path, signed.replaceAll('\n', '\r\n'))).toBe('valid');
    const again = signText({ kind, path, text: signed }, key, AT);
    expect(again).toBe(signed);
  });
});

test('the signature of a script stands below its first line, and covers that line', async () => {
  const key = testKey();
  const text = signText({ kind: 'tool', path: 'a.sh', text: '#!/bin/sh\necho 1\n' }, key, AT) ?? '';
  expect(text).toMatch(
    /^#!\/bin\/sh\n# rye:signed:v2:2026-05-06T07:08:09Z:[0-9a-f]{64}:[\w-]{86}:[0-9a-f]{16}\necho 1\n$/,
  );
  const { statusOf } = await trusting(key);
  expect(await statusOf('tool', 'a.sh', text.replace('/bin/sh', '/bin/zsh'))).toBe('tampered');
});

test.each([
  ['an older signature', `<!-- rye:signed:2026-01-01T00:00:00Z:${'a'.repeat(64)}:AAAA:${'b'.repeat(16)} -->\n`],
  ['a placeholder', '<!-- rye:signed:2026-01-01T00:00:00Z:placeholder:unsigned:unsigned -->\n'],
  ['what came before it', '<!-- kiwi-mcp:validated:2025-01-01T00:00:00Z:abc -->\n'],
])('signing replaces %s', (_, line) => {
  const key = testKey();
  const item = { kind: 'knowledge' as const, path: 'a.md' };
  expect(signText({ ...item, text: `${line}Text\n` }, key, AT)).toBe(signText({ ...item, text: 'Text\n' }, key, AT));
});

test('signing leaves a comment alone that is none of these', () => {
  const text = '# signed: by hand\na: 1\n';
  expect(signText({ kind: 'config', path: 'a.yaml', text }, testKey(), AT)).toContain(text);
});

test('a file whose language has no comments cannot be signed', () => {
  expect(signText({ kind: 'tool', path: 'a.json', text: '{}\n' }, testKey(), AT)).toBeUndefined();
});

test('a document that shows what a signature looks like is unsigned', async () => {
  const { statusOf } = await trusting(testKey());
  const text = 'A line `<!-- rye:signed:v2:TIME:HASH:SIGNATURE:KEY -->` stands at the top.\n';
  expect(await statusOf('knowledge', 'a.md', text)).toBe('unsigned');
  expect(await statusOf('knowledge', 'a.md', `${'word '.repeat(300)}\n<!-- rye:signed:v2:x -->\n`)).toBe('unsigned');
});

test('a signed file whose lines end in more than one way is tampered', async () => {
  const key = testKey();
  const { statusOf } = await trusting(key);
  const text = signText({ kind: 'knowledge', path: 'a.md', text: 'one\ntwo\nthree\n' }, key, AT) ?? '';
  expect(await statusOf('knowledge', 'a.md', text.replace('two\n', 'two\r\n'))).toBe('tampered');
  expect(await statusOf('knowledge', 'a.md', text.replace('two\n', 'two\r'))).toBe('tampered');
});

test('no text that was not signed is ever valid', async () => {
  const key = testKey();
  const { statusOf } = await trusting(key);
  const signed = signText({ kind: 'knowledge', path: 'a.md', text: 'Text\n' }, key, AT) ?? '';
  const [line = ''] = signed.split('\n');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (body) => {
      fc.pre(body !== 'Text\n');
      expect(await statusOf('knowledge', 'a.md', `${line}\n${body}`)).toBe('tampered');
    }),
    { numRuns: 200 },
  );
});

test('tampered items are not loaded, fetched, found or merged', async () => {
  const key = testKey();
  const { library, write } = await trusting(key);
  const put = async (kind: 'directive' | 'knowledge' | 'config', path: string, text: string): Promise<void> => {
    const signed = signText({ kind, path, text }, key, AT) ?? '';
    await write(`project/.ai/${path}`, `${signed}\n`);
  };
  await put('directive', 'directives/a.md', directiveText('a'));
  await put('knowledge', 'knowledge/b.md', 'Text\n');
  await put('config', 'config/agent/hooks.yaml', 'hooks: []\n');
  for (const attempt of [
    () => library.directive('a'),
    () => library.knowledge('b'),
    () => library.fetch('a'),
    () => library.config('agent/hooks'),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'library/tampered-item' });
  }
  expect(await library.search('*')).toEqual([]);
});
