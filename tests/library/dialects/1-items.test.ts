import { describe, expect, test } from 'vitest';
import { placeInSpace } from '#library';
import { directiveText, makeSpaces } from '../project.ts';
import { codes, readKnowledge } from './rows.ts';

describe('1.1 kinds and folders', () => {
  test.each<[string, string, string]>([
    ['directives/a/b.md', 'directive', 'a/b'],
    ['knowledge/a.md', 'knowledge', 'a'],
    ['knowledge/a.yaml', 'knowledge', 'a'],
    ['knowledge/a.yml', 'knowledge', 'a'],
    ['config/agent/hooks.yaml', 'config', 'agent/hooks'],
    ['offline/a/b.yaml', 'offline', 'a/b'],
    ['includes/a/b.txt', 'include', 'a/b.txt'],
    ['config/keys/trusted/0123456789abcdef.toml', 'trust', '0123456789abcdef'],
    ...['py', 'yaml', 'yml', 'json', 'js', 'ts', 'mjs', 'cjs', 'sh', 'toml'].map((e): [string, string, string] => [
      `tools/a/b.${e}`,
      'tool',
      'a/b',
    ]),
  ])('%s is a %s', (path, kind, id) => expect(placeInSpace(path)).toEqual({ kind, id }));

  test.each([
    'directives/a.txt',
    'knowledge/a.pdf',
    'state/threads/a.md',
    'data/runs/a.md',
    'config/keys/signing/private_key.pem',
    'tools/_shared/io.mjs',
    'tools/types.d.ts',
    'tools/package.json',
    'README.md',
  ])('%s is no item', (path) => expect(placeInSpace(path)).toBeUndefined());

  test('of two files of one id the extensions decide: .ts .js .mjs .cjs .py .yaml .yml .sh .json .toml', async () => {
    const { library, write } = await makeSpaces();
    const order = ['ts', 'js', 'mjs', 'cjs', 'py', 'yaml', 'yml', 'sh', 'json', 'toml'];
    for (const extension of [...order].reverse()) {
      await write(`project/.ai/tools/t.${extension}`, 'x: 1\n');
      expect((await library.fetch('t', 'tool')).path).toBe(`.ai/tools/t.${extension}`);
    }
  });
});

describe('1.2 ids and paths', () => {
  test('ids may hold dots and dashes', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/file-system/a.b.md', directiveText('x'));
    expect((await library.directive('file-system/a.b')).source.id).toBe('file-system/a.b');
  });

  test.each(['../a', 'a/../b', '/a', 'a\\b', 'a\0b', 'a\nb', 'a//b', './a', 'C:a', ''])('%j is no id', async (id) => {
    const { library } = await makeSpaces();
    await expect(library.directive(id)).rejects.toMatchObject({ code: 'library/bad-id' });
  });
});

const SIGNED = `<!-- rye:signed:2026-01-01T00:00:00Z:${'a'.repeat(64)}:AAAA:${'b'.repeat(16)} -->\n`;

describe('1.4 knowledge', () => {
  test.each([
    ['a fence below a signature', `${SIGNED}\`\`\`yaml\nname: n\n\`\`\`\n\nBody\n`, { name: 'n', body: 'Body' }],
    ['the marker of unsigned items', '<!-- rye:unsigned -->\n```yaml\nname: n\n```\nBody', { name: 'n', body: 'Body' }],
    [
      'a title between signature and fence',
      `${SIGNED}# T\n\`\`\`yaml\nname: n\n\`\`\`\nBody`,
      { title: 'T', body: 'Body' },
    ],
    [
      'a sample in the middle, which is no metadata',
      'Above\n\n```yaml\nname: no\n```\n',
      { metadata: {}, body: 'Above\n\n```yaml\nname: no\n```' },
    ],
    ['two titles above a fence, which then is a sample', '# A\n# B\n```yaml\nname: no\n```', { metadata: {} }],
    ['a fence of another word', '```yml\nname: no\n```\nBody', { metadata: {}, body: '```yml\nname: no\n```\nBody' }],
    ['a sample in a longer fence first', '````\n```yaml\nname: no\n```\n````\nBody', { metadata: {} }],
    ['no metadata at all', '# T\n\nBody', { title: 'T', body: '# T\n\nBody', metadata: {} }],
    ['a text that could be YAML', 'name: n\n', { metadata: {}, body: 'name: n' }],
    [
      'keys that shadow nothing',
      '```yaml\nbody: x\nraw: y\ncontent: z\n```\nBody',
      { body: 'Body', metadata: { body: 'x', raw: 'y', content: 'z' } },
    ],
    ['id for name', '```yaml\nid: n\n```\n', { name: 'n' }],
    ['an empty fence', '```yaml\n```\nBody', { metadata: {}, body: 'Body' }],
  ])('%s', (_, text, expected) => expect(readKnowledge(text)).toMatchObject(expected));

  test('--- front matter is an alias, with a warning', () => {
    const knowledge = readKnowledge(`${SIGNED}---\nname: n\n---\nBody`);
    expect(knowledge).toMatchObject({ name: 'n', body: 'Body' });
    expect(codes(knowledge)).toEqual(['front-matter']);
  });

  test('a .yaml file is metadata alone, its signature an HTML comment', () => {
    expect(readKnowledge(`${SIGNED}name: n\nentry_type: x\n`, 'n.yaml')).toMatchObject({
      name: 'n',
      body: '',
      metadata: { entry_type: 'x' },
    });
  });

  test('invalid YAML is refused at its place', () => {
    expect(() => readKnowledge(`${SIGNED}\`\`\`yaml\na: 1\nb: [\n\`\`\`\n`)).toThrow(/notes\.md:\d+:\d+ {2}/);
  });
});

describe('1.7 text', () => {
  test.each([
    ['CRLF', '```yaml\r\nname: n\r\n```\r\nBody\r\n'],
    ['CR alone', '```yaml\rname: n\r```\rBody\r'],
    ['a byte order mark', '\uFEFF```yaml\nname: n\n```\nBody\n'],
  ])('%s is read as if it were not there', async (_, text) => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/knowledge/n.md', text);
    expect(await library.knowledge('n')).toMatchObject({ name: 'n', body: 'Body' });
  });

  test.each([
    ['yes', 'yes'],
    ['on', 'on'],
    ['2026-01-02', '2026-01-02'],
    ['012', 12],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
    ['true', true],
    ['~', null],
  ])('YAML is 1.2: %s', (written, value) => {
    expect(readKnowledge(`\`\`\`yaml\nv: ${written}\n\`\`\`\n`).metadata['v']).toEqual(value);
  });

  test('a key given twice is refused: nobody can know which was meant', () => {
    expect(() => readKnowledge('```yaml\na: 1\na: 2\n```\n')).toThrow('notes.md:3:1');
  });
});
