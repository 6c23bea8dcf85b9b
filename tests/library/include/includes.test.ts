import { describe, expect, test } from 'vitest';
import { InvalidItemError } from '#library';
import { sha256 } from '#protocol';
import { directiveText, makeSpaces } from '../project.ts';

const prompt = (body: string): string => directiveText('a').replace('Do it.\n', body);

async function bodyWith(body: string, files: Record<string, string> = {}): Promise<string> {
  const { library, write } = await makeSpaces();
  for (const [path, text] of Object.entries(files)) await write(`project/.ai/${path}`, text);
  await write('project/.ai/directives/a.md', prompt(body));
  return (await library.directive('a')).body;
}

async function problemWith(body: string, files: Record<string, string> = {}): Promise<string> {
  const thrown: unknown = await bodyWith(body, files).catch((error: unknown) => error);
  if (!(thrown instanceof InvalidItemError)) throw thrown;
  return thrown.message;
}

describe('an include', () => {
  test.each([
    ['a file of .ai/includes', '{{include: tone.md}}', { 'includes/tone.md': 'Be kind.\n' }, 'Be kind.'],
    ['one without its extension', '{{include: tone}}', { 'includes/tone.md': 'Be kind.\n' }, 'Be kind.'],
    ['one in a folder', '{{include:deep/er/tone.md}}', { 'includes/deep/er/tone.md': 'Be kind.' }, 'Be kind.'],
    ['a knowledge item', '{{include: tone}}', { 'knowledge/tone.md': 'Be kind.' }, 'Be kind.'],
    [
      'without its metadata',
      '{{include: t}}',
      { 'knowledge/t.md': '```yaml\nname: t\n```\n\n# T\n\nText\n' },
      '# T\n\nText',
    ],
    ['without its signature marker', '{{include: t}}', { 'knowledge/t.md': '<!-- rye:unsigned -->\nText\n' }, 'Text'],
    [
      'a file that is no Markdown, whole',
      '{{include: t.txt}}',
      { 'includes/t.txt': '```yaml\na: 1\n```\n' },
      '```yaml\na: 1\n```',
    ],
    ['inside a line', 'Say {{include: word}} twice.', { 'includes/word.md': 'hello\n' }, 'Say hello twice.'],
    ['twice', '{{include: w}} {{include: w}}', { 'includes/w.md': 'x' }, 'x x'],
    [
      'an include of an include',
      '{{include: a}}',
      { 'includes/a.md': '1 {{include: b}}', 'includes/b.md': '2 {{include: c}}', 'includes/c.md': '3' },
      '1 2 3',
    ],
  ])('puts in %s', async (_, body, files, expected) => {
    expect(await bodyWith(body, files as Record<string, string>)).toBe(expected);
  });

  test('prefers .ai/includes to knowledge, and the project to the user', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', prompt('{{include: x}} {{include: y}}'));
    await write('user/.ai/includes/x.md', 'user include');
    await write('project/.ai/knowledge/x.md', 'project knowledge');
    await write('user/.ai/includes/y.md', 'user include');
    await write('project/.ai/includes/y.md', 'project include');
    expect((await library.directive('a')).body).toBe('user include project include');
  });

  test('of a heading takes it and what is below it, down to the next of its rank', async () => {
    const text = '# Top\n\nx\n\n## One ##\n\n1\n\n### Inner\n\n2\n\n```\n## not a heading\n```\n\n## Two\n\n3\n';
    const files = { 'includes/t.md': text };
    expect(await bodyWith('{{include: t#One}}', files)).toBe(
      '## One ##\n\n1\n\n### Inner\n\n2\n\n```\n## not a heading\n```',
    );
    expect(await bodyWith('{{include: t # two }}', files)).toBe('## Two\n\n3');
    expect(await bodyWith('{{include: t#Inner}}', files)).toMatch(/^### Inner\n\n2/);
  });

  test.each([
    ['in a fence', '```markdown\n{{include: x}}\n```'],
    ['in a longer fence', '````\n```\n{{include: x}}\n```\n````'],
    ['in a tilde fence', '~~~\n{{include: x}}\n~~~'],
    ['in a fence that never closes', '```\n{{include: x}}'],
    ['in a fence of a list', '- so:\n\n  ```\n  {{include: x}}\n  ```\n- and'],
    ['in a fence that an item begins with', '1. ```\n   {{include: x}}\n   ```'],
    ['in a fence deep in a list', '- one\n  - two\n\n      ~~~~\n      {{include: x}}\n      ~~~~'],
    ['in a fence of a quotation', '> ```\n> {{include: x}}\n> ```'],
    ['in a fence of a list in a quotation', '> - ```\n>   {{include: x}}\n>   ```'],
    ['in inline code', 'Write `{{include: x}}` or ``{{include: `x` }}``.'],
    ['without a path', 'The `{{include:}}` form, or {{include:}}.'],
    ['spelled otherwise', '{{ include: x}} {{Include: x}} {include: x}'],
  ])('%s is left as it is', async (_, body) => {
    expect(await bodyWith(body)).toBe(body);
  });

  test.each([
    ['after a list with code', '- ```\n  code\n  ```\n\n{{include: x}}', '- ```\n  code\n  ```\n\nin'],
    ['after a fence that its list cut off', '- ```\n  code\n\n{{include: x}}', '- ```\n  code\n\nin'],
    ['after a quotation that was not closed', '> ```\n\n{{include: x}}', '> ```\n\nin'],
    ['in a list', '- {{include: x}}\n  {{include: x}}', '- in\n  in'],
    ['between code', '`a` {{include: x}} `b`', '`a` in `b`'],
    ['after backticks without a partner', '``` ` {{include: x}} `` a `` {{include: x}}', '``` ` in `` a `` in'],
  ])('%s is followed', async (_, body, expected) => {
    expect(await bodyWith(body, { 'includes/x.md': 'in' })).toBe(expected);
  });

  test('is found in a text of any number of backticks, in time that grows with the text', async () => {
    const runs = Array.from({ length: 400 }, (_, index) => '`'.repeat(index + 1)).join(' ');
    const body = `x ${'`'.repeat(200_000)}\nx ${'` `` '.repeat(50_000)}\nx ${runs}\n{{include: x}}`;
    expect((await bodyWith(body, { 'includes/x.md': 'in' })).slice(-20)).toBe(`${'`'.repeat(17)}\nin`);
  });

  test('in the xml fence is left alone: that is a fence too', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', directiveText('a', 'Says {{include: x}}.'));
    expect((await library.directive('a')).description).toBe('Says {{include: x}}.');
  });

  test('works in knowledge, below its metadata', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/includes/x.md', 'included');
    await write(
      'project/.ai/knowledge/k.md',
      '```yaml\nname: k\ntitle: "{{include: x}}"\n```\n# K\n\n{{include: x}}\n',
    );
    expect(await library.knowledge('k')).toMatchObject({ title: '{{include: x}}', body: '# K\n\nincluded' });
  });

  test('is part of what a run pins: the text and its hash are those with the includes in place', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', prompt('{{include: x}}\n'));
    await write('project/.ai/includes/x.md', 'first');
    const before = await library.directive('a');
    expect(before.source.text).toBe(prompt('first\n'));
    expect(before.source.sha256).toBe(sha256(before.source.text));
    await write('project/.ai/includes/x.md', 'second');
    const after = await library.directive('a');
    expect(after.source.sha256).not.toBe(before.source.sha256);
    expect(library.parseDirective(before.source).body).toBe('first');
  });

  test('is not followed by fetch, which gives the file as it is', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', prompt('{{include: x}}'));
    expect((await library.fetch('a')).text).toContain('{{include: x}}');
  });

  test('holds what looks like an include only as text, once it is pinned', async () => {
    const { library, write } = await makeSpaces();
    await write('project/.ai/directives/a.md', prompt('{{include: x}}'));
    await write('project/.ai/includes/x.md', '```\n{{include: y}}\n```');
    const { source } = await library.directive('a');
    expect(library.parseDirective(source).body).toBe('```\n{{include: y}}\n```');
  });
});

describe('a broken include names its place', () => {
  test.each([
    [
      'a missing file',
      'x\n\n  {{include: none.md}}',
      {},
      '.ai/directives/a.md:9:3  {{include: none.md}}: there is no such file',
    ],
    ['a path out of the space', '{{include: ../x}}', {}, 'a.md:7:1  {{include: ../x}}: "../x" is no item id'],
    ['an absolute path', '{{include: /etc/passwd}}', {}, 'is an absolute path'],
    ['no path but a heading', '{{include: #One}}', {}, 'names no file'],
    [
      'a missing heading',
      '{{include: t#Onee}}',
      { 'includes/t.md': '## One\n' },
      'has no such heading; near are "One"',
    ],
    [
      'a missing file inside an included one',
      '{{include: t}}',
      { 'includes/t.md': 'one\n\ntwo {{include: none}}\n' },
      '.ai/includes/t.md:3:5  {{include: none}}: there is no such file',
    ],
    [
      'a missing file below metadata',
      '{{include: t}}',
      { 'knowledge/t.md': '```yaml\nname: t\n```\n\n{{include: none}}\n' },
      '.ai/knowledge/t.md:5:1  ',
    ],
    [
      'itself',
      '{{include: t}}',
      { 'includes/t.md': 'x {{include: t}}' },
      '.ai/includes/t.md:1:3  {{include: t}} closes a circle',
    ],
    [
      'a circle of two',
      '{{include: t}}',
      { 'includes/t.md': '{{include: u}}', 'includes/u.md': '\n{{include: t}}' },
      '.ai/includes/u.md:2:1  {{include: t}} closes a circle: .ai/directives/a.md → .ai/includes/t.md → .ai/includes/u.md',
    ],
    [
      'broken metadata',
      '{{include: t}}',
      { 'knowledge/t.md': '```yaml\na: [\n```\n' },
      'a.md:7:1  {{include: t}}: .ai/knowledge/t.md:',
    ],
  ])('%s', async (_, body, files, expected) => {
    expect(await problemWith(body, files as Record<string, string>)).toContain(expected);
  });

  test('eight levels are deep enough, nine are too many', async () => {
    const chain = (length: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `includes/l${index + 1}.md`,
          index + 1 === length ? 'end' : `{{include: l${index + 2}}}`,
        ]),
      );
    expect(await bodyWith('{{include: l1}}', chain(8))).toBe('end');
    expect(await problemWith('{{include: l1}}', chain(9))).toContain(
      '.ai/includes/l8.md:1:1  {{include: l9}} is more than 8 levels deep',
    );
  });

  test('many small ones that grow without end are cut off', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`includes/l${index}.md`, `{{include: l${index + 1}}}`.repeat(20)]),
    );
    expect(await problemWith('{{include: l0}}', { ...files, 'includes/l7.md': 'x' })).toContain(
      'one of more than 1000 includes',
    );
    const large = { 'includes/l.md': '{{include: m}}'.repeat(50), 'includes/m.md': 'x'.repeat(100_000) };
    expect(await problemWith('{{include: l}}', large)).toContain('larger than 4 MiB');
  });

  test('a tampered file is never included', async () => {
    const line = `<!-- rye:signed:2026-01-01T00:00:00Z:${'a'.repeat(64)}:AAAA:${'b'.repeat(16)} -->\n`;
    expect(await problemWith('{{include: t}}', { 'includes/t.md': `${line}Text` })).toContain(
      'was changed after it was signed',
    );
  });
});
