import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateItems } from '#app';
import { writeFiles } from '../../helpers/rye.ts';
import { directive, lines, problemsWith, projectWith } from './space.ts';

const seeds = new URL('../../fixtures/seeds/', import.meta.url).pathname;
const seed = (name: string): string => readFileSync(join(seeds, name), 'utf8');
const TOOL = '# description: says\necho 1\n';

describe('what is looked at', () => {
  it('is nothing in an empty project, and that is fine', async () => {
    expect(await validateItems(projectWith({}).context, [])).toEqual({ ok: true, items: 0, problems: [] });
  });

  it('is every item of the project, of each kind, and no other file', async () => {
    const { context } = projectWith({
      'directives/a/b.md': directive('a/b', { xml: '<permissions><execute><tool>t</tool></execute></permissions>' }),
      'knowledge/k.md': '# K\n',
      'knowledge/y.yaml': 'name: y\ntitle: Y\nversion: "1.0.0"\nentry_type: x\n',
      'tools/t.sh': TOOL,
      'tools/flow.yaml':
        'tool_type: graph\nversion: "1.0.0"\ncategory: ""\npermissions: [rye.execute.tool.t]\nconfig: {start: a, nodes: {a: {type: return}}}\n',
      'config/agent/runtime.yaml': 'limits: {turns: 3}\n',
      'config/agent/hooks.yaml': 'hooks: []\n',
      'includes/x.md': 'text',
      'offline/a/b.yaml': 'turns:\n  - text: hi\n',
      'tools/_shared/x.mjs': '???',
      'data/runs/x/definitions/a.md': '```xml\n<a>\n```',
      'README.md': '```xml\n<a>\n```',
    });
    expect(await validateItems(context, [])).toEqual({ ok: true, items: 9, problems: [] });
  });

  it('are the seeds in their places', async () => {
    expect(
      await problemsWith({
        'directives/rye/agent/threads/orchestrator.md': seed('orchestrator.md'),
        'knowledge/rye/agent/threads/orchestrator-patterns.md': seed('orchestrator-patterns.md'),
        'knowledge/the-orchestrator-pattern.md': seed('the-orchestrator-pattern.md'),
        'knowledge/dynamic-orchestration-patterns.md': seed('dynamic-orchestration-patterns.md'),
        'knowledge/orchestration-patterns.md': seed('orchestration-patterns.md'),
      }),
    ).toEqual([]);
  });

  it('is a file of any name, by what it holds', async () => {
    const { root, context } = projectWith({});
    const names = readdirSync(seeds).filter((name) => name.endsWith('.md'));
    for (const [index, name] of names.entries()) writeFileSync(join(root, `00${index}_x.txt`), seed(name));
    writeFileSync(join(root, 'broken.txt'), seed('orchestrator.md').replace('turns="4"', 'turns="four"'));
    const files = readdirSync(root).filter((name) => name.endsWith('.txt'));
    const found = await validateItems(context, files);
    expect(found.items).toBe(names.length + 1);
    // The changed directive is signed, so it is tampered as well.
    expect(lines(found)).toEqual(['broken.txt:1:1 error tampered', 'broken.txt:13:13 error bad-limit']);
  });

  it('is a folder, with its paths as they were typed', async () => {
    const { root, context } = projectWith({ 'directives/a.md': '# no fence\n', 'directives/b.md': '# none\n' });
    expect(lines(await validateItems(context, ['.ai/directives']))).toEqual([
      '.ai/directives/a.md:1:1 error no-fence',
      '.ai/directives/b.md:1:1 error no-fence',
    ]);
    const below = { ...context, cwd: join(root, '.ai', 'directives') };
    expect(lines(await validateItems(below, ['a.md']))).toEqual(['a.md:1:1 error no-fence']);
    expect(lines(await validateItems(below, []))).toContain('.ai/directives/b.md:1:1 error no-fence');
    writeFileSync(join(root, 'loose.md'), '```xml\n<directive>\n');
    expect(lines(await validateItems(context, ['.']))).not.toContain('loose.md:1:1 error unclosed-fence');
  });

  it('is another project, whose items name each other', async () => {
    const { root, context } = projectWith({});
    writeFiles(join(root, '..', 'other', '.ai'), {
      'directives/a.md': directive('a', { attributes: ' extends="b"', xml: '<context><before>k</before></context>' }),
      'directives/b.md': directive('b'),
      'knowledge/k.md': 'text',
    });
    expect(await validateItems(context, ['../other'])).toEqual({ ok: true, items: 3, problems: [] });
  });

  it('is refused where it is not there', async () => {
    await expect(validateItems(projectWith({}).context, ['none.md'])).rejects.toMatchObject({
      code: 'app/usage',
      exitCode: 2,
    });
  });

  it('cannot be told from a file that says nothing', async () => {
    const { root, context } = projectWith({});
    writeFileSync(join(root, 'key.pem'), 'x');
    expect(lines(await validateItems(context, ['key.pem']))).toEqual(['key.pem:1:1 error unknown-kind']);
  });
});

describe('what an item says of itself', () => {
  it('fits its place', async () => {
    expect(
      await problemsWith({
        'directives/a/one.md': directive('b/two'),
        'knowledge/a/one.md': '```yaml\nname: two\ncategory: b\nversion: "1"\ntitle: T\nentry_type: x\n```\n',
        'tools/a/t.yaml': 'category: b\nversion: one\ndescription: d\ncommand: [sh]\n',
        'tools/a/u.py': '"""d"""\n__category__ = "b"\n__version__ = "1.0.0"\n',
      }),
    ).toEqual([
      '.ai/directives/a/one.md:4:12 error name-mismatch',
      '.ai/directives/a/one.md:5:39 error category-mismatch',
      '.ai/knowledge/a/one.md:2:1 error name-mismatch',
      '.ai/knowledge/a/one.md:3:1 error category-mismatch',
      '.ai/knowledge/a/one.md:4:1 error bad-version',
      '.ai/tools/a/t.yaml:1:1 error category-mismatch',
      '.ai/tools/a/t.yaml:2:1 error bad-version',
      '.ai/tools/a/u.py:2:1 error category-mismatch',
    ]);
  });
});

describe('what an item names', () => {
  it.each([
    ['a tier that is not there', '<model tier="sonet"/>', ['6:8 error unknown-model']],
    ['a model that is not there', '<model id="claude-nothing-9"/>', ['6:8 error unknown-model']],
    [
      'a tool that is not there',
      '<permissions><execute><tool>rye.file-system.raed</tool></execute></permissions>',
      ['6:23 warning unmatched-permission'],
    ],
    [
      'a directive that is not there',
      '<permissions><execute><directive>b.*</directive></execute></permissions>',
      ['6:23 warning unmatched-permission'],
    ],
    [
      'a kind that is not there',
      '<permissions><execute><gadget>x</gadget></execute></permissions>',
      ['6:23 warning unmatched-permission'],
    ],
    [
      'an action that is not there',
      '<permissions><cap>rye.run.tool.x</cap></permissions>',
      ['6:14 warning unmatched-permission', '6:14 warning unacknowledged-risk'],
    ],
    [
      'a doubled prefix, which is told once',
      '<permissions><execute><tool>rye.execute.tool.x</tool></execute></permissions>',
      ['6:23 warning doubled-permission'],
    ],
    ['knowledge that is not there', '<context><before>k</before></context>', ['6:10 error unknown-item']],
    [
      'knowledge out of its space',
      '<context><before>../../../etc/passwd</before></context>',
      ['6:10 error unknown-item'],
    ],
    [
      'a continuation that is not there',
      '<continuation_directive>c</continuation_directive>',
      ['6:1 error unknown-item'],
    ],
    [
      'a tool in a hook',
      '<hooks><hook id="h" event="error"><action primary="execute" item_type="tool" item_id="none"/></hook></hooks>',
      ['6:8 warning unknown-item'],
    ],
    [
      'a decision that no hook can make',
      '<hooks><hook id="h" event="error"><action item_id="rye/agent/threads/internal/control"><param name="action">dance</param></action></hook></hooks>',
      ['6:35 warning dead-hook'],
    ],
  ])('%s', async (_, xml, expected) => {
    expect(await problemsWith({ 'directives/a.md': directive('a', { xml }) })).toEqual(
      expected.map((each) => `.ai/directives/a.md:${each}`),
    );
  });

  it('is there: every built-in tool, whole kinds, its own tools, what ships', async () => {
    const xml = `<model tier="general"/><permissions><execute><tool>rye.*</tool><tool>t</tool><tool>rye.agent.threads.orchestrator</tool><directive>survey.*</directive><knowledge>*</knowledge></execute><fetch>*</fetch><fetch><knowledge>*</knowledge></fetch><sign>*</sign></permissions><hooks><hook id="h" event="error"><action primary="execute" item_id="rye/agent/threads/internal/control"><param name="action">retry</param></action></hook></hooks>`;
    expect(await problemsWith({ 'directives/a.md': directive('a', { xml }), 'tools/t.sh': TOOL })).toEqual([]);
  });

  it('is a risk that is acknowledged, or is named', async () => {
    const validated = (permissions: string, config = '') =>
      problemsWith({
        'directives/a.md': directive('a', { xml: `<permissions>${permissions}</permissions>` }),
        ...(config !== '' && { 'config/agent/capabilities.yaml': config }),
      });
    expect(await validated('*')).toEqual(['.ai/directives/a.md:6:1 warning unacknowledged-risk']);
    expect(await validated('*<acknowledge risk="unrestricted">a sandbox</acknowledge>')).toEqual([]);
    expect(await validated('<execute><tool>rye/bash</tool></execute>')).toEqual([]);
    expect(await validated('<execute><tool>rye/bash</tool></execute>', 'risk: {policies: {elevated: block}}')).toEqual([
      '.ai/directives/a.md:6:23 warning unacknowledged-risk',
    ]);
  });

  it('is shown where the config lets it be held without the parent', async () => {
    const problems = await problemsWith({
      'directives/a.md': directive('a', { xml: '<permissions><execute><tool>rye/bash</tool></execute></permissions>' }),
      'directives/b.md': directive('b', { xml: '<permissions><execute><tool>rye/bash</tool></execute></permissions>' }),
      'config/agent/capabilities.yaml': 'grants: {a: [rye.execute.tool.rye.bash]}',
    });
    expect(problems).toEqual(['.ai/directives/a.md:6:23 warning granted-by-config']);
  });

  it.each([
    ['a decision that there is not', 'rules: [{do: maybe}]', ':1:14 error bad-config'],
    ['a misspelt key', 'rules: [{do: ask, comand: x}]', ':1:19 error unknown-key'],
    ['a risk that there is not', 'rules: [{do: ask, risk: [huge]}]', ':1:26 error bad-config'],
    ['a path that is no text', 'rules: [{do: ask, path: 7}]', ':1:25 error bad-config'],
  ])('in approvals.yaml is found wrong: %s', async (_what, text, expected) => {
    const problems = await problemsWith({ 'config/agent/approvals.yaml': text });
    expect(problems).toEqual([`.ai/config/agent/approvals.yaml${expected}`]);
  });

  it.each([
    ['a class that there is not', 'risk: {policies: {elevated: never}}', ':1:29 error bad-config'],
    ['a misspelt key', 'grant: {}', ':1:1 error unknown-key'],
    ['a grant that is no list', 'grants: {a: rye.fetch.*}', ':1:13 error bad-config'],
  ])('in capabilities.yaml is found wrong: %s', async (_what, text, expected) => {
    const problems = await problemsWith({ 'config/agent/capabilities.yaml': text });
    expect(problems).toEqual([`.ai/config/agent/capabilities.yaml${expected}`]);
  });

  it.each([
    ['a category that there is not', 'rules: [{id: a, match: {status: 1}, category: odd}]', ':1:47 error bad-config'],
    ['a pattern that is none', 'rules: [{id: a, match: {message: "("}}]', ':1:34 error bad-config'],
    ['a wait below zero', 'rules: [{id: a, match: {status: 1}, wait: {fixed: -1}}]', ':1:51 error bad-config'],
    [
      'a wait of two kinds',
      'rules: [{id: a, match: {status: 1}, wait: {base: 1, fixed: 1}}]',
      ':1:43 error bad-config',
    ],
    ['a misspelt key', 'rules: [{id: a, match: {state: 1}}]', ':1:25 error unknown-key'],
    ['nothing to match', 'rules: [{id: a, match: {}}]', ':1:24 error bad-config'],
    ['no id', 'rules:\n  - match: {status: 1}', ':2:5 error bad-config'],
  ])('in error_classification.yaml is found wrong: %s', async (_what, text, expected) => {
    const problems = await problemsWith({ 'config/agent/error_classification.yaml': text });
    expect(problems).toEqual([`.ai/config/agent/error_classification.yaml${expected}`]);
  });

  it('has a price: a model without one is warned about', async () => {
    const problems = await problemsWith({
      'directives/a.md': directive('a', { xml: '<model id="mine"/>' }),
      'config/agent/models.yaml': 'models:\n  mine: {window: 1000, max_output: 100}\n',
    });
    expect(problems).toEqual(['.ai/directives/a.md:6:8 warning unknown-price']);
  });

  it('is a parent that is there, and no circle of parents', async () => {
    const extending = (id: string, parent: string): string => directive(id, { attributes: ` extends="${parent}"` });
    const problems = await problemsWith({
      'directives/a.md': extending('a', 'b'),
      'directives/b.md': extending('b', 'c'),
      'directives/c.md': extending('c', 'a'),
      'directives/d.md': extending('d', 'nowhere'),
      'directives/e.md': extending('e', 'e'),
    });
    expect(problems).toEqual([
      '.ai/directives/a.md:4:37 error extends-cycle',
      '.ai/directives/b.md:4:37 error extends-cycle',
      '.ai/directives/c.md:4:37 error extends-cycle',
      '.ai/directives/d.md:4:37 error unknown-item',
      '.ai/directives/e.md:4:37 error extends-cycle',
    ]);
  });

  it('are includes, each broken one at its place, nested ones in their own file', async () => {
    const problems = await problemsWith({
      'directives/a.md': directive('a', { body: '{{include: x}}\n{{include: gone}}\n{{include: x#No}}' }),
      'includes/x.md': 'one\n\n {{include: y}}\n',
    });
    expect(problems).toEqual([
      '.ai/directives/a.md:12:1 error broken-include',
      '.ai/directives/a.md:13:1 error broken-include',
      '.ai/includes/x.md:3:2 error broken-include',
    ]);
  });
});

describe('files beside directives', () => {
  it('config: unknown keys with the nearest, wrong values, at their places', async () => {
    const { context } = projectWith({
      'config/agent/runtime.yaml': 'limits:\n  truns: 3\n  spend: lots\n',
      'config/agent/pricing.yaml': 'models:\n  m:\n    inptu: 3\n',
      'config/agent/models.yaml': 'teirs: {}\n',
      'config/other.yaml': 'anything: [goes]\n',
      'config/tui.yaml': 'keys:\n  quit: q\n  help: ["?"]\n',
      'config/broken.yaml': 'a: [\n',
    });
    const found = await validateItems(context, []);
    expect(lines(found)).toEqual([
      '.ai/config/agent/models.yaml:1:1 warning unknown-key',
      '.ai/config/agent/pricing.yaml:3:5 error unknown-key',
      '.ai/config/agent/runtime.yaml:2:3 warning unknown-key',
      '.ai/config/agent/runtime.yaml:3:10 error bad-config',
      '.ai/config/broken.yaml:2:1 error bad-yaml',
      '.ai/config/tui.yaml:2:9 error bad-config',
    ]);
    expect(found.problems[2]?.message).toContain('did you mean turns?');
  });

  it('tools: what they declare', async () => {
    expect(
      await problemsWith({
        'tools/a.sh': '# description: x\n# effect: twice\n',
        'tools/b.yaml': 'description: x\ncommand: [sh]\ntimeout: soon\n',
        'tools/c.mjs': 'export const __tool_description__ = "x";\nexport const __timeout__ = "long";\n',
        'tools/d.yaml': '- a\n',
        'tools/e.json': '{',
      }),
    ).toEqual([
      '.ai/tools/a.sh:2:1 error bad-tool',
      '.ai/tools/b.yaml:3:1 error bad-tool',
      '.ai/tools/c.mjs:2:1 error bad-tool',
      '.ai/tools/d.yaml:1:1 error bad-yaml',
    ]);
  });

  it('offline scripts: their mistakes, and whom they answer for', async () => {
    expect(
      await problemsWith({
        'directives/a.md': directive('a'),
        'offline/a.yaml': 'turns:\n  - text: "${results.none.x}"\n',
        'offline/b.yaml': 'turns:\n  - text: hi\n',
        'offline/c.yaml': `turns: ${'['.repeat(5000)}\n`,
      }),
    ).toEqual([
      '.ai/offline/a.yaml:2:11 error models/offline-script',
      '.ai/offline/b.yaml:1:1 warning orphan-script',
      '.ai/offline/c.yaml:1:1 warning orphan-script',
      '.ai/offline/c.yaml:1:108 error models/offline-script',
    ]);
  });

  it('keys: trust files that are ignored', async () => {
    expect(
      await problemsWith({
        'config/keys/trusted/0123456789abcdef.toml': 'x = 1\n',
        'config/keys/signing/private_key.pem': 'secret',
      }),
    ).toEqual(['.ai/config/keys/trusted/0123456789abcdef.toml:1:1 warning bad-metadata']);
  });
});

it('a file that is too large to be an item is told so, and not read', async () => {
  const large = 'x'.repeat(4 * 1024 * 1024 + 1);
  expect(await problemsWith({ 'knowledge/k.md': large, 'directives/d.md': directive('d', { body: large }) })).toEqual([
    '.ai/directives/d.md:1:1 error too-large',
    '.ai/knowledge/k.md:1:1 error too-large',
  ]);
});

describe('names and links', () => {
  it('twins, hidden files and names that no id can have', async () => {
    expect(
      await problemsWith({
        'knowledge/Notes.md': 'x',
        'knowledge/notes.md': 'x',
        'knowledge/two.md': 'x',
        'knowledge/two.yaml': 'name: two\ntitle: T\nversion: "1.0.0"\nentry_type: x\n',
        'knowledge/a\nb.md': 'x',
        'knowledge/back\\slash.md': 'x',
      }),
    ).toEqual([
      '.ai/knowledge/a\nb.md:1:1 error bad-name',
      '.ai/knowledge/back\\slash.md:1:1 error bad-name',
      '.ai/knowledge/notes.md:1:1 warning case-twin',
      '.ai/knowledge/two.yaml:1:1 warning shadowed',
    ]);
  });

  it('folders with the name of an item, links in circles, out of the space and to nowhere', async () => {
    const { root, context } = projectWith({ 'directives/ok.md': directive('ok') });
    const at = (name: string): string => join(root, '.ai', 'directives', name);
    mkdirSync(at('folder.md'));
    symlinkSync('loop.md', at('loop.md'));
    symlinkSync('gone.md', at('lost.md'));
    symlinkSync('/etc/hostname', at('out.md'));
    symlinkSync('.', at('self'));
    symlinkSync('/etc', at('etc'));
    symlinkSync('ok.md', at('alias.md'));
    const found = await validateItems(context, []);
    expect(lines(found)).toEqual([
      '.ai/directives/alias.md:4:12 error name-mismatch',
      '.ai/directives/etc:1:1 error link-outside',
      '.ai/directives/folder.md:1:1 warning not-a-file',
      '.ai/directives/loop.md:1:1 error broken-link',
      '.ai/directives/lost.md:1:1 error broken-link',
      '.ai/directives/out.md:1:1 error link-outside',
    ]);
    expect(lines(await validateItems(context, ['.ai/directives/out.md']))).toEqual([
      '.ai/directives/out.md:1:1 error link-outside',
    ]);
  });

  it('a space behind a link is a space', async () => {
    const { root, context } = projectWith({});
    rmSync(join(root, '.ai'), { recursive: true });
    writeFiles(join(root, 'dotfiles'), { 'directives/a.md': '# none\n' });
    symlinkSync('dotfiles', join(root, '.ai'));
    for (const paths of [[], ['.ai'], ['.ai/directives/a.md']]) {
      expect(lines(await validateItems(context, paths))).toEqual(['.ai/directives/a.md:1:1 error no-fence']);
    }
  });

  it.skipIf(process.getuid?.() === 0)('files and folders that may not be read', async () => {
    const { root, context } = projectWith({ 'directives/a.md': directive('a'), 'directives/b/c.md': directive('b/c') });
    chmodSync(join(root, '.ai/directives/a.md'), 0);
    chmodSync(join(root, '.ai/directives/b'), 0);
    try {
      expect(lines(await validateItems(context, []))).toEqual([
        '.ai/directives/a.md:1:1 error unreadable',
        '.ai/directives/b:1:1 error unreadable',
      ]);
    } finally {
      chmodSync(join(root, '.ai/directives/b'), 0o755);
    }
  });
});

it('what ships, and the templates, have no problems', async () => {
  const { context } = projectWith({});
  const shipped = ['directives', '.ai', 'templates/starter', 'templates/pipeline', 'templates/graph'].map((path) =>
    join(context.packageRoot, path),
  );
  expect((await validateItems(context, shipped)).problems).toEqual([]);
});
