import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, repositoryWith, runTool, startTool } from './survey-tool.ts';

describe('survey/measure', () => {
  it('counts files, bytes and lines by language, leaving lock files and binaries out of the lines', () => {
    const folder = repositoryWith({
      'a/one.ts': '1\n2\n3\n',
      'a/two.py': '1\n2',
      'a/picture.png': 'a\0\n\n\n',
      'a/package-lock.json': '{\n\n\n\n}\n',
    });
    expect(runTool('measure', folder, { path: 'a' })).toMatchObject({
      path: 'a',
      files: 4,
      lines: 5,
      languages: [
        { language: 'TypeScript', files: 1, lines: 3 },
        { language: 'Python', files: 1, lines: 2 },
      ],
      largest: [
        { path: 'a/one.ts', lines: 3 },
        { path: 'a/two.py', lines: 2 },
      ],
    });
  });

  it('leaves out the folders of other parts', () => {
    const folder = repositoryWith({ 'a/x.ts': 'x\n', 'ab/y.ts': 'y\n', 'z.ts': 'z\n' });
    expect(runTool('measure', folder, { path: '.', except: ['a'] })).toMatchObject({
      files: 2,
      folders: [{ name: 'ab', files: 1 }],
    });
  });

  it('finds entry points that a package declares, those that are there only, and those named as such', () => {
    const folder = repositoryWith({
      'package.json': JSON.stringify({
        name: 'tool',
        bin: { tool: './bin/tool.js' },
        main: './dist/built.js',
        exports: { '.': { import: './src/index.js' } },
        scripts: { build: 'x', test: 'y' },
      }),
      'bin/tool.js': 'x\n',
      'src/index.js': 'x\n',
      'src/inner/deep/index.js': 'x\n',
      'cmd/serve/main.go': 'package main\n',
      Dockerfile: 'FROM scratch\n',
    });
    const { entry_points: found } = runTool<{ entry_points: { path: string; why: string }[] }>('measure', folder);
    expect(found).toEqual([
      { path: 'bin/tool.js', why: 'bin tool of package.json' },
      { path: 'src/index.js', why: 'exports of package.json' },
      { path: 'package.json', why: 'scripts: build, test' },
      { path: 'cmd/serve/main.go', why: 'main package of a command' },
      { path: 'Dockerfile', why: 'how it is packed and started' },
    ]);
  });

  it.each([
    ['package.json', '{"dependencies": {"b": "1"}, "devDependencies": {"a": "1"}}', ['a', 'b']],
    ['requirements.txt', '# tools\nflask>=2\nrequests[socks]==2.0 # net\n-r other.txt\n', ['flask', 'requests']],
    [
      'pyproject.toml',
      '[project]\nname = "x"\ndependencies = [\n  "httpx[http2]>=0.2",\n  "rich",\n]\n\n[tool.poetry.dependencies]\npython = "3"\nclick = "8"\n',
      ['click', 'httpx', 'rich'],
    ],
    [
      'go.mod',
      'module x\n\nrequire github.com/a/b v1.0.0\n\nrequire (\n\tgolang.org/x/net v0.1.0\n\tgithub.com/c/d v2.0.0 // indirect\n)\n',
      ['github.com/a/b', 'github.com/c/d', 'golang.org/x/net'],
    ],
    [
      'Cargo.toml',
      '[package]\nname = "x"\n\n[dependencies]\nserde = "1"\ntokio = { version = "1" }\n\n[dev-dependencies.insta]\nversion = "1"\n',
      ['insta', 'serde', 'tokio'],
    ],
  ])('reads the dependencies of %s', (name, content, expected) => {
    const folder = folderWith({ [name]: content });
    expect(runTool('measure', folder)).toMatchObject({
      dependencies: { count: expected.length, names: expected, from: [name] },
    });
  });

  it('goes on where a manifest is broken', () => {
    const folder = folderWith({ 'package.json': '{ broken', 'Cargo.toml': '[[[\n', 'a.ts': 'a\n' });
    expect(runTool('measure', folder)).toMatchObject({ files: 3, dependencies: { count: 0 } });
  });

  it('tells what the part says of itself, from its README, its manifest, or its first comment', () => {
    const readme = '# Title\n\n[![badge](x)](y)\n\nA [tool](https://example.org) that\nmends things.\n\nMore.\n';
    const folder = folderWith({
      'README.md': readme,
      'b/package.json': '{"description": "Does b."}',
      'c/index.ts': '/**\n * Everything about c, in one place.\n *\n * More.\n */\nexport {};\n',
    });
    expect(runTool('measure', folder)).toMatchObject({ about: 'A tool that mends things.', about_from: 'README.md' });
    expect(runTool('measure', folder, { path: 'b' })).toMatchObject({ about: 'Does b.' });
    expect(runTool('measure', folder, { path: 'c' })).toMatchObject({ about: 'Everything about c, in one place.' });
  });

  it('tells tests from what tests read', () => {
    const folder = folderWith({
      'src/a.ts': '',
      'src/a.test.ts': '',
      'tests/helper.ts': '',
      'tests/fixtures/x.test.ts': '',
      'tests/notes.md': '',
    });
    expect(runTool('measure', folder)).toMatchObject({ tests: { files: 2, example: 'src/a.test.ts' } });
  });

  it('stays small however long the names are', () => {
    const long = (name: string) => `deep/${'folder-with-a-long-name/'.repeat(6)}${name}`;
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [long(`main${index}/main.ts`), 'x\n']));
    const folder = folderWith({
      ...files,
      [long('package.json')]: JSON.stringify({
        dependencies: Object.fromEntries(
          Array.from({ length: 80 }, (_, index) => [`@some-organisation/package-number-${index}`, '1']),
        ),
      }),
    });
    const { stdout } = startTool('measure', folder, { path: 'deep' });
    expect(Buffer.byteLength(stdout)).toBeLessThan(1800);
    expect(JSON.parse(stdout)).toMatchObject({ cut: true, files: 61, dependencies: { count: 80 } });
  });

  it('reads names with spaces, unicode, quotes and a leading dash', () => {
    const folder = repositoryWith({ '-a/-x y.ts': '1\n', '-a/größe "q".ts': '1\n2\n', '-a/日本.ts': '1\n' });
    expect(runTool('measure', folder, { path: '-a' })).toMatchObject({
      files: 3,
      lines: 4,
      largest: [{ path: '-a/größe "q".ts' }, {}, {}],
    });
  });

  it('measures two thousand files in several languages', () => {
    const folder = repositoryWith({
      ...filesIn({ 'src/a': 500, 'src/b': 500 }, 'x\n'.repeat(20)),
      ...filesIn({ lib: 600 }, 'y\n'.repeat(10), 'py'),
      ...filesIn({ docs: 400 }, 'z\n', 'md'),
    });
    expect(runTool('measure', folder)).toMatchObject({
      files: 2000,
      lines: 26_400,
      languages: [
        { language: 'TypeScript', files: 1000, lines: 20_000 },
        { language: 'Python', files: 600, lines: 6000 },
        { language: 'Markdown', files: 400, lines: 400 },
      ],
    });
    expect(runTool('parts', folder)).toMatchObject({ total_files: 2000 });
  });

  it.each(['../outside', '/etc', 'a/../../b'])('refuses the path %s, which leads out of the project', (path) => {
    const { code, stderr } = startTool('measure', folderWith({ 'a.ts': '' }), { path });
    expect(code).toBe(1);
    expect(stderr).toBe(`The path "${path}" leads out of the project; give one relative to its root.\n`);
  });

  it('does not follow a link out of the project', () => {
    const outside = folderWith({ 'secret.ts': 'x\n' });
    const folder = folderWith({ 'src/a.ts': 'a\n' });
    symlinkSync(outside, join(folder, 'src/link'));
    expect(runTool('measure', folder, { path: 'src' })).toMatchObject({ files: 1 });
  });

  it('says which path has no files', () => {
    expect(startTool('measure', folderWith({}), { path: 'nowhere' })).toMatchObject({
      code: 1,
      stderr: 'There is no "nowhere" in this project.\n',
    });
  });
});
