import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKnowledge } from '#library';
import { RyeError } from '#protocol';
import { codesOf, knowledgeSource } from '../source-of.ts';

const parse = (text: string, file?: string) => parseKnowledge(knowledgeSource(text, file));
const SIGNED = `<!-- rye:signed:2026-01-01T00:00:00Z:${'a'.repeat(64)}:AAAA:${'b'.repeat(16)} -->\n`;

describe('a yaml fence at the top holds the metadata', () => {
  test.each([
    ['at byte 0', '```yaml\nname: a\n```\n\n# Body\n'],
    ['below a signature', `${SIGNED}\`\`\`yaml\nname: a\n\`\`\`\n# Body`],
    [
      'below comments, blank lines and a title',
      `${SIGNED}<!-- two\nlines -->\n\n# Title\n\n<!-- c -->\n\`\`\`yaml  \nname: a\n\`\`\`\n# Body`,
    ],
    ['below a byte order mark', '\uFEFF```yaml\nname: a\n```\n# Body'],
  ])('%s', (_, text) => {
    expect(parse(text)).toMatchObject({ name: 'a', metadata: { name: 'a' }, body: '# Body', warnings: [] });
  });

  test('its title wins over the title above it', () => {
    expect(parse('# Above\n```yaml\ntitle: Inside\n```\n').title).toBe('Inside');
    expect(parse('# Above\n```yaml\nname: a\n```\n').title).toBe('Above');
  });

  test('values are YAML 1.2: no dates, no octals, no yes', () => {
    const { metadata } = parse(
      '```yaml\na: yes\nb: 2026-01-02\nc: 012\nd: 12:30\ne: true\nf: .nan\n<<: {z: 1}\n__proto__: {p: 1}\n```',
    );
    expect(metadata).toMatchObject({ a: 'yes', b: '2026-01-02', c: 12, d: '12:30', e: true, f: 'NaN', '<<': { z: 1 } });
    expect(Object.hasOwn(metadata, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });
});

describe('a document without metadata is its own body', () => {
  test.each([
    ['plain', '# Title\n\nText.', '# Title\n\nText.', 'Title'],
    [
      'with a yaml sample further down',
      'Text.\n\n```yaml\nname: no\n```\n',
      'Text.\n\n```yaml\nname: no\n```',
      undefined,
    ],
    [
      'with text below the title',
      '# Title\nText\n```yaml\nname: no\n```',
      '# Title\nText\n```yaml\nname: no\n```',
      'Title',
    ],
    [
      'with a sample in a longer fence',
      '````\n```yaml\nname: no\n```\n````',
      '````\n```yaml\nname: no\n```\n````',
      undefined,
    ],
    ['signed', `${SIGNED}<!-- rye:unsigned -->\nText`, 'Text', undefined],
    ['with a rule of dashes', '---\nText', '---\nText', undefined],
    ['that could be YAML', 'name: a', 'name: a', undefined],
  ])('%s', (_, text, body, title) => {
    const knowledge = parse(text);
    expect(knowledge).toMatchObject({ name: 'notes', body, metadata: {}, warnings: [] });
    expect(knowledge.title).toBe(title);
  });
});

describe('front matter', () => {
  test('is read as metadata, with a warning', () => {
    const knowledge = parse(`${SIGNED}---\nname: a\ntags: [x]\n---\nBody\n`);
    expect(knowledge).toMatchObject({ name: 'a', metadata: { tags: ['x'] }, body: 'Body' });
    expect(codesOf(knowledge)).toEqual(['front-matter']);
  });

  test('an empty one is no metadata', () => {
    expect(parse('---\n---\nBody')).toMatchObject({ metadata: {}, body: 'Body' });
  });

  test.each(['js', 'javascript', 'coffee', 'json', 'toml', ' js', 'yaml'])(
    '---%s is refused and nothing is run',
    (language) => {
      const code = '(globalThis.ranFrontMatter = true, {})';
      expect(() => parse(`---${language}\n${code}\n---\nBody`)).toThrow(/notes\.md:1:1 {2}only YAML front matter/);
      expect(Reflect.get(globalThis, 'ranFrontMatter')).toBeUndefined();
    },
  );

  test('a broken one is refused each time', () => {
    for (const _ of [1, 2]) expect(() => parse('---\na: [\n---\nBody')).toThrow(/notes\.md:\d:\d+ {2}/);
  });

  test('two readings share nothing', () => {
    const text = '---\nlist: [1]\n---\n';
    const first = parse(text);
    first.metadata['list'] = 'changed';
    expect(parse(text).metadata).toEqual({ list: [1] });
  });
});

describe('a yaml file', () => {
  test('is metadata alone', () => {
    expect(parse(`${SIGNED}name: a\ntitle: T\n`, 'notes.yaml')).toMatchObject({ name: 'a', title: 'T', body: '' });
  });

  test('that is no mapping has none', () => {
    expect(parse('- a', 'notes.yml')).toMatchObject({ name: 'notes', metadata: {}, body: '' });
  });
});

test('any text either parses or is refused with an error of rye', () => {
  const piece = fc.constantFrom(
    '---\n',
    '```yaml\n',
    '```\n',
    '# T\n',
    '<!--',
    '-->\n',
    'a: &a [1]\n',
    'b: *a\n',
    '- ',
    '? ',
    '!!js ',
    '<<: *a\n',
    '\t',
    '---js\n',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 12 }),
      fc.boolean(),
      (pieces, yaml) => {
        try {
          parse(pieces.join(''), yaml ? 'notes.yaml' : 'notes.md');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RyeError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
