import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadIdError, createLibrary, InvalidItemError, UnknownItemError } from '#library';
import { sha256 } from '#protocol';
import { directiveText, makeSpaces } from './project.ts';

describe('spaces', () => {
  test('project wins over user, user over what ships; paths show the space', async () => {
    const { library, write } = await makeSpaces();
    for (const name of ['a', 'b', 'c'])
      await write(`package/directives/team/${name}.md`, directiveText(name, 'bundled'));
    for (const name of ['a', 'b']) await write(`user/.ai/directives/team/${name}.md`, directiveText(name, 'user'));
    await write('project/.ai/directives/team/a.md', directiveText('a', 'project'));
    const found = await Promise.all(['team/a', 'team/b', 'team/c'].map((id) => library.directive(id)));
    expect(found.map(({ description, source }) => [description, source.space, source.path])).toEqual([
      ['project', 'project', '.ai/directives/team/a.md'],
      ['user', 'user', '~/.ai/directives/team/b.md'],
      ['bundled', 'bundled', 'rye:directives/team/c.md'],
    ]);
    expect(await library.list('directive')).toEqual([
      { id: 'team/a', space: 'project', path: '.ai/directives/team/a.md' },
      { id: 'team/b', space: 'user', path: '~/.ai/directives/team/b.md' },
      { id: 'team/c', space: 'bundled', path: 'rye:directives/team/c.md' },
    ]);
  });

  test('what ships besides directives lies below .ai', async () => {
    const { library, write } = await makeSpaces();
    await write('package/.ai/knowledge/guide.md', '# Guide\n');
    expect((await library.fetch('guide')).path).toBe('rye:.ai/knowledge/guide.md');
  });

  test('a project that is rye itself has its own items once, and the directives that ship', async () => {
    const { root, spaces, write } = await makeSpaces();
    const library = createLibrary({ spaces: { ...spaces, project: join(root, 'package') } });
    await write('package/directives/shipped.md', directiveText('shipped'));
    await write('package/.ai/directives/own.md', directiveText('own'));
    await write('package/.ai/knowledge/guide.md', '# Guide\n');
    await write('package/.ai/config/agent.yaml', 'list: [{id: 1}]\n');
    expect((await library.list('directive')).map(({ id, space }) => [id, space])).toEqual([
      ['own', 'project'],
      ['shipped', 'bundled'],
    ]);
    expect((await library.directive('shipped')).source.path).toBe('rye:directives/shipped.md');
    expect(await library.list('knowledge')).toEqual([
      { id: 'guide', space: 'project', path: '.ai/knowledge/guide.md' },
    ]);
    expect(await library.config('agent')).toEqual({ list: [{ id: 1 }] });
  });

  test('a library without spaces, or with missing ones, is empty', async () => {
    const { library } = await makeSpaces();
    for (const empty of [library, createLibrary({ spaces: {} })]) {
      expect(await empty.list('directive')).toEqual([]);
      expect(await empty.search('*')).toEqual([]);
      expect(await empty.config('agent')).toEqual({});
    }
  });
});

describe('files', () => {
  test('a source carries its text with LF line ends, and the hash of that', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/knowledge/a.md', 'one\r\ntwo\r\n');
    expect(await library.fetch('a')).toEqual({
      kind: 'knowledge',
      id: 'a',
      space: 'project',
      path: '.ai/knowledge/a.md',
      text: 'one\ntwo\n',
      sha256: sha256('one\ntwo\n'),
      signature: 'unsigned',
    });
  });

  test('extensions are tried in a fixed order', async () => {
    const { library, write } = await makeSpaces();
    for (const extension of ['toml', 'json', 'sh', 'yaml', 'py', 'js'])
      await write(`project/.ai/tools/t.${extension}`, '{}');
    expect((await library.fetch('t', 'tool')).path).toBe('.ai/tools/t.js');
    expect(await library.list('tool')).toHaveLength(1);
  });

  test('an id may hold dots and dashes', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/tools/file-system/a.b.sh', 'echo');
    expect((await library.fetch('file-system/a.b')).id).toBe('file-system/a.b');
  });

  test('bytes that are no text are refused where they stand', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/knowledge/a.md', Buffer.from([0x61, 0x0a, 0x62, 0xff]));
    await expect(library.fetch('a')).rejects.toThrow('.ai/knowledge/a.md:2:2  the file is not UTF-8 text');
    expect(await library.search('*')).toEqual([]);
  });

  test('a file that cannot be read is refused by name, and left out of lists', async () => {
    const { root, library, write } = await makeSpaces();
    await write('project/.ai/knowledge/a.md', 'Text');
    const loop = join(root, 'project/.ai/knowledge/loop.md');
    await symlink(loop, loop);
    await expect(library.fetch('loop', 'knowledge')).rejects.toMatchObject({
      code: 'library/unreadable',
      exitCode: 3,
      message: '.ai/knowledge/loop.md cannot be read (ELOOP).',
    });
    expect((await library.list('knowledge')).map((item) => item.id)).toEqual(['a']);
  });

  test('a graph is a tool that says so', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/tools/flow.yaml', 'version: "1"\ntool_type: graph\n');
    await write('project/.ai/tools/plain.yaml', 'tool_type: http\n');
    expect((await library.list('graph')).map((item) => item.id)).toEqual(['flow']);
    expect((await library.fetch('flow')).kind).toBe('graph');
    expect((await library.fetch('plain')).kind).toBe('tool');
    await expect(library.fetch('plain', 'graph')).rejects.toThrow(UnknownItemError);
  });

  test('an id of two kinds needs a kind', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', directiveText('a'));
    await write('project/.ai/knowledge/a.md', 'Text');
    await expect(library.fetch('a')).rejects.toMatchObject({
      code: 'library/ambiguous-item',
      exitCode: 2,
      data: { id: 'a', kinds: ['directive', 'knowledge'] },
    });
    expect((await library.fetch('a', 'knowledge')).text).toBe('Text');
  });

  test('a pinned text parses again as it was', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', directiveText('a', 'before'));
    const { source } = await library.directive('a');
    await write('project/.ai/directives/a.md', directiveText('a', 'after'));
    expect(library.parseDirective(source).description).toBe('before');
  });

  test('an invalid directive is refused with its place', async () => {
    const { library, write } = await makeSpaces();
    await write('user/.ai/directives/a.md', 'no fence');
    const error: unknown = await library.directive('a').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({
      code: 'library/invalid-item',
      exitCode: 2,
      message: expect.stringMatching(/^~\/\.ai\/directives\/a\.md:1:1 {2}no /),
    });
  });
});

describe('ids', () => {
  test.each(['', '/etc/passwd', '../a', 'a/../../b', 'a/..', './a', 'a//b', 'a/', 'a\\b', 'a\0b', 'C:/a'])(
    '%j is refused',
    async (id) => {
      const { library } = await makeSpaces();
      for (const attempt of [library.directive(id), library.knowledge(id), library.fetch(id), library.config(id)]) {
        await expect(attempt).rejects.toThrow(BadIdError);
      }
    },
  );

  test('a link out of the space is refused, and left out of lists', async () => {
    const { root, library, write } = await makeSpaces();
    const outside = await write('outside/secret.md', 'secret');
    await mkdir(join(root, 'project/.ai/knowledge'), { recursive: true });
    await symlink(outside, join(root, 'project/.ai/knowledge/leak.md'));
    await symlink(join(root, 'outside'), join(root, 'project/.ai/knowledge/folder'));
    await expect(library.fetch('leak')).rejects.toThrow(/leads out of its space/);
    await expect(library.fetch('folder/secret')).rejects.toThrow(BadIdError);
    expect(await library.list('knowledge')).toEqual([]);
    expect(await library.search('secret')).toEqual([]);
  });

  test('a link inside the space is followed', async () => {
    const { root, library, write } = await makeSpaces();
    const file = await write('project/.ai/knowledge/a.md', 'Text');
    await symlink(file, join(root, 'project/.ai/knowledge/b.md'));
    expect((await library.list('knowledge')).map((item) => item.id)).toEqual(['a', 'b']);
    expect((await library.fetch('b')).text).toBe('Text');
  });
});

describe('an unknown item', () => {
  test.each([
    ['survay', ['survey']],
    ['team/relaese', ['team/release']],
    ['release', ['team/release', 'house/release']],
    ['wrong/release', ['team/release', 'house/release']],
    ['Survey', ['survey']],
    ['nothing-like-it', []],
  ])('"%s" names the nearest', async (id, nearest) => {
    const { library, write } = await makeSpaces();
    for (const name of ['survey', 'team/release', 'house/release', 'team/other'])
      await write(`project/.ai/directives/${name}.md`, directiveText('x'));
    const error: unknown = await library.directive(id).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnknownItemError);
    const { data, hint, message } = error as UnknownItemError;
    expect(data['nearest']).toEqual(expect.arrayContaining(nearest));
    expect(data['nearest']).toHaveLength(nearest.length);
    expect(hint).toMatch(nearest.length > 0 ? /^Did you mean / : /^There are house\/release, survey, team\/other, /);
    expect(message).toBe(`There is no directive "${id}" in .ai/directives, ~/.ai/directives, rye:directives.`);
    expect(error).toMatchObject({ code: 'library/unknown-item', exitCode: 2 });
  });

  test('at most three are named, of all kinds where none is given', async () => {
    const { library, write } = await makeSpaces();
    for (const name of ['item1', 'item2']) await write(`project/.ai/directives/${name}.md`, directiveText('x'));
    for (const name of ['item3', 'item4']) await write(`project/.ai/knowledge/${name}.md`, 'x');
    await expect(library.fetch('item')).rejects.toMatchObject({ data: { nearest: ['item1', 'item2', 'item3'] } });
  });
});

test('config merges what ships, then the user, then the project', async () => {
  const { library, write } = await makeSpaces();
  await write(
    'package/.ai/config/agent/limits.yaml',
    'turns: 25\nhooks:\n  - {id: a, n: 1}\n  - {id: b, n: 1}\nnested: {x: 1}\n',
  );
  await write('user/.ai/config/agent/limits.yml', 'turns: 30\nhooks: [{id: b, n: 2}]\n');
  await write('project/.ai/config/agent/limits.yaml', '# nothing but\nnested: {y: 2}\nextends: base\n');
  expect(await library.config('agent/limits')).toEqual({
    turns: 30,
    hooks: [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ],
    nested: { x: 1, y: 2 },
  });
});
