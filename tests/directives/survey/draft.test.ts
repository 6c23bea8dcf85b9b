import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#protocol';
import { folderWith, repositoryWith, runTool, startTool } from './survey-tool.ts';

interface Draft {
  markdown: string;
  bytes: number;
  parts: number;
  files: number;
  missing: number;
}

const draft = (parameters: JsonObject): Draft => runTool<Draft>('draft', folderWith({}), parameters);

function findingOf(part: string, overrides: JsonObject = {}): JsonObject {
  return {
    part,
    path: part,
    summary: `What ${part} is for.`,
    measure: {
      path: part,
      files: 2,
      bytes: 2000,
      lines: 1234,
      languages: [{ language: 'TypeScript', files: 2, lines: 1234 }],
      folders: [{ name: 'inner', files: 1 }],
      largest: [{ path: `${part}/big.ts`, lines: 1000 }],
      entry_points: [{ path: `${part}/index.ts`, why: 'index of its folder' }],
      dependencies: { count: 2, names: ['left', 'right'], from: [`${part}/package.json`] },
      tests: { files: 1, example: `${part}/a.test.ts` },
    },
    activity: {
      is_git: true,
      days: 90,
      commits: 5,
      last_commit: '2026-03-01',
      authors: ['Ada'],
      changed: [{ path: `${part}/hot.ts`, commits: 4 }],
    },
    todos: [{ file: `${part}/a.ts`, line: 7, text: '// TODO mend this' }],
    ...overrides,
  };
}

const partOf = (id: string): JsonObject => ({ id, path: id, files: 2, bytes: 2000 });

describe('survey/draft', () => {
  it('makes a map with links to real files', () => {
    const { markdown, parts, files, missing } = draft({
      project: 'thing',
      parts: [partOf('src')],
      findings: [findingOf('src')],
      is_git: true,
    });
    expect({ parts, files, missing }).toEqual({ parts: 1, files: 2, missing: 0 });
    expect(markdown).toMatch(/^# A map of thing\n/);
    for (const expected of [
      'thing holds 2 files (2.0 kB) in 1 part.',
      '| [`src`](../../../../../src) | TypeScript | 2 | 1,234 | 2.0 kB | 1 | 5 |',
      '- [`src/index.ts`](../../../../../src/index.ts): index of its folder',
      'What src is for.',
      '- [`src/hot.ts`](../../../../../src/hot.ts): 4 commits',
      '- [`src/a.ts:7`](../../../../../src/a.ts#L7): `// TODO mend this`',
      '- `src`: `left`, `right` (from [`src/package.json`](../../../../../src/package.json))',
    ]) {
      expect(markdown).toContain(expected);
    }
  });

  it('says the same of the same findings', () => {
    const parameters = {
      project: 'thing',
      parts: [partOf('b'), partOf('a')],
      findings: [findingOf('a'), findingOf('b')],
    };
    expect(draft(parameters)).toEqual(draft(parameters));
    expect(draft({ ...parameters, findings: [findingOf('b'), findingOf('a')] }).markdown).toBe(
      draft(parameters).markdown,
    );
  });

  it('names each part that is missing, and why', () => {
    const { markdown, missing } = draft({
      parts: ['ok', 'lost', 'late', 'refused', 'silent'].map(partOf),
      findings: [findingOf('ok')],
      missing: [
        { part: 'lost', why: 'it broke' },
        { place: 'root/late', thread_id: 'scout-1', status: 'running' },
      ],
      refused: [{ message: 'too little money' }],
    });
    expect(missing).toBe(4);
    expect(markdown).toContain('- `lost` was not read: it broke');
    expect(markdown).toContain('- `late` was not read: its scout ended as running');
    expect(markdown).toContain('- `refused` was not read: too little money');
    expect(markdown).toContain('- `silent` was not read: no scout reported on it');
    expect(markdown).toContain('1 of 5 parts were read.');
    expect(markdown).not.toContain('scout-1');
  });

  it('says which tool of a scout failed, and keeps what the others found', () => {
    const finding = findingOf('src', {
      activity: { is_error: true, error: { message: 'git broke' } },
      todos: {},
      todos_error: 'too slow',
    });
    const { markdown } = draft({ parts: [partOf('src')], findings: [finding] });
    expect(markdown).toContain('- `src`, its history: git broke');
    expect(markdown).toContain('- `src`, its open ends: too slow');
    expect(markdown).toContain('src/index.ts');
  });

  it.each([
    ['nothing', []],
    ['something that is no finding', [null, 'x', 7, {}, { part: 5 }]],
    ['a finding without facts', [{ part: 'src' }]],
    ['facts of another shape', [{ part: 'src', measure: 'x', activity: [1], todos: 'y', summary: 3 }]],
    [
      'lists of another shape',
      [
        {
          part: 'src',
          measure: { languages: [1, null], folders: {}, largest: 'x', dependencies: [], tests: 4, files: 'many' },
        },
      ],
    ],
  ])('makes a report of %s', (_, findings) => {
    expect(draft({ parts: [partOf('src')], findings: findings as JsonObject[] }).markdown).toContain(
      '# A map of this project',
    );
  });

  it('lets nothing of the project break out of its place', () => {
    const evil = '</td> | ![x](http://e) `code` <script>\n# Heading';
    const { markdown } = draft({
      project: evil,
      parts: [{ id: 'src', path: 'a (b)|c`d', files: 1, bytes: 1 }],
      findings: [
        findingOf('src', { path: 'a (b)|c`d', summary: evil, todos: [{ file: 'a b#c?.ts', line: 1, text: evil }] }),
      ],
    });
    expect(markdown).not.toMatch(/^# Heading/m);
    expect(markdown).not.toMatch(/(?<!\\)<script>(?![^`\n]*`)/);
    expect(markdown).toContain('](../../../../../a%20%28b%29%7Cc%60d)');
    expect(markdown).toContain('](../../../../../a%20b%23c%3F.ts#L1)');
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
  });

  it('stays short however much was found, and says what was cut', () => {
    const many = (length: number, entry: (index: number) => JsonObject): JsonObject[] =>
      Array.from({ length }, (_, index) => entry(index));
    const long = 'a-long-folder-name/'.repeat(6);
    const big = (id: string): JsonObject =>
      findingOf(id, {
        summary: 'words '.repeat(200),
        todos: many(20, (index) => ({ file: `${long}${index}.ts`, line: index + 1, text: `TODO ${'x'.repeat(400)}` })),
        more_todos: 7,
        measure: {
          files: 100,
          folders: many(10, (index) => ({ name: `${long}${index}`, files: 3 })),
          largest: many(10, (index) => ({ path: `${long}${index}.ts`, lines: 5 })),
          entry_points: many(10, (index) => ({ path: `${long}${id}${index}.ts`, why: 'main program' })),
          dependencies: { count: 900, names: many(40, () => ({})).map((_, index) => `dependency-${index}`), from: [] },
        },
      });
    const ids = Array.from({ length: 12 }, (_, index) => `part${index}`);
    const { markdown, bytes } = draft({ parts: ids.map(partOf), findings: ids.map(big) });
    expect(bytes).toBe(Buffer.byteLength(markdown));
    expect(bytes).toBeLessThanOrEqual(24_000);
    expect(markdown).toMatch(/Lists are cut to \d items? a part|The rest was left out/);
  });

  it('maps what the other tools found in a real repository', () => {
    const folder = repositoryWith({
      'src/index.ts': '/** The one door of this thing, and all of it. */\nexport {};\n',
      'README.md': '# Thing\n\nMends toasters.\n',
    });
    const { parts, project } = runTool<{ project: string; parts: (JsonObject & { id: string; path: string })[] }>(
      'parts',
      folder,
    );
    const findings = parts.map(({ id, path, except }) => {
      const scope = { path, ...(except !== undefined && { except }) };
      return {
        part: id,
        path,
        measure: runTool('measure', folder, scope),
        activity: runTool('activity', folder, scope),
        todos: [],
      };
    });
    const { markdown } = draft({ project, parts, findings });
    expect(markdown).toContain('Mends toasters.');
    expect(markdown).toContain('The one door of this thing, and all of it.');
    expect(markdown).toContain('- [`src/index.ts`](../../../../../src/index.ts): index of its folder');
  });

  it('refuses parameters that are no object', () => {
    expect(startTool('draft', folderWith({}), '[]')).toMatchObject({
      code: 1,
      stderr: 'The parameters are no JSON object.\n',
    });
  });
});
