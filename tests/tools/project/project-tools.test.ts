import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanEnv, tempProject } from '../temp-project.ts';

const ECHO = '#!/bin/sh\ncat\n';

describe('project tools', () => {
  it('take parameters as JSON on stdin and answer with JSON on stdout, in the project root', async () => {
    const project = tempProject({
      '.ai/tools/count.sh': '#!/bin/sh\n# effect: none\nprintf \'{"got": %s, "where": "%s"}\' "$(cat)" "$PWD"\n',
      '.ai/tools/team/double.py': 'import json, sys\nprint(json.dumps({"n": json.load(sys.stdin)["n"] * 2}))\n',
      '.ai/tools/upper.ts':
        'let text: string = "";\nfor await (const part of process.stdin) text += String(part);\nconsole.log(JSON.stringify({ text: (JSON.parse(text) as { t: string }).t.toUpperCase() }));\n',
      '.ai/tools/pass.yaml': 'description: Passes on\neffect: idempotent\ncommand: [cat, "-"]\n',
    });
    expect(await project.ok('count', { a: [1] })).toEqual({ got: { a: [1] }, where: project.root });
    expect(await project.ok('team/double', { n: 21 })).toEqual({ n: 42 });
    expect(await project.ok('upper', { t: 'abc' })).toEqual({ text: 'ABC' });
    expect(await project.ok('pass', { x: null })).toEqual({ x: null });
  });

  it('text that is no JSON becomes stdout; other exit codes and success: false are failures', async () => {
    const project = tempProject({
      '.ai/tools/plain.sh': 'echo hello\n',
      '.ai/tools/broken.sh': 'echo \'{"part": 1}\'; echo no such lead >&2; exit 4\n',
      '.ai/tools/honest.sh': 'echo \'{"success": false, "error": "no lead"}\'\n',
    });
    expect(await project.ok('plain', {})).toEqual({ stdout: 'hello\n' });
    expect(await project.call('broken', {})).toMatchObject({
      ok: false,
      error: { code: 'tools/tool-failed', data: { exit_code: 4, why: 'no such lead' } },
      result: { part: 1 },
    });
    expect(await project.call('honest', {})).toMatchObject({ ok: false, error: { data: { why: 'no lead' } } });
  });

  it('never get the credentials with which rye itself works, even where they declare them', async () => {
    const env = cleanEnv({ ANTHROPIC_API_KEY: 'the-very-key', GEO_KEY: 'geo' });
    const project = tempProject(
      { '.ai/tools/see.sh': '# env: ANTHROPIC_API_KEY, GEO_KEY\nenv | cut -d= -f1\n' },
      { env },
    );
    const { stdout } = (await project.ok('see', {})) as { stdout: string };
    expect(stdout).toContain('GEO_KEY');
    expect(stdout).not.toContain('ANTHROPIC_API_KEY');
  });

  it('see only the variables that they declare', async () => {
    const env = cleanEnv({ GEO_KEY: 'g', OTHER_KEY: 'o', LANG: 'C', EDITOR: 'vi' });
    const project = tempProject({ '.ai/tools/see.sh': '# env: GEO_KEY, NOT_SET\nenv\n' }, { env });
    const { stdout } = await project.ok<{ stdout: string }>('see', {});
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toEqual(
      expect.arrayContaining(['PATH', 'HOME', 'LANG', 'GEO_KEY', 'RYE_PROJECT', 'RYE_RUN', 'RYE_THREAD', 'RYE_CALL']),
    );
    expect(names).not.toContain('OTHER_KEY');
    expect(names).not.toContain('EDITOR');
  });

  it('are ended, with their group, at their own time limit', async () => {
    const project = tempProject({ '.ai/tools/slow.sh': '# timeout: 0.3\nsleep 60 & sleep 60\n' });
    expect(await project.fails('slow', {})).toBe('tools/timed-out');
    expect(project.facts.groups).toEqual(['add', 'remove']);
  });

  it('need not read their input', async () => {
    const project = tempProject({ '.ai/tools/deaf.sh': 'exec <&-; echo 1\n' });
    expect((await project.call('deaf', { text: 'x'.repeat(1_000_000) })).ok).toBe(true);
  });

  it('are found in the project before the user’s and the bundled space, by extension in a fixed order', async () => {
    const project = tempProject({
      '.ai/tools/a.sh': '# description: project\n',
      '../user/tools/a.sh': '# description: user\n',
      '../user/tools/b.sh': '# description: user\n',
      '../bundled/tools/b.py': '"""bundled"""\n',
      '../bundled/tools/c.sh': '# description: shell\n',
      '../bundled/tools/c.py': '"""python"""\n',
      '.ai/tools/_shared.py': '',
      '.ai/tools/types.d.ts': '',
      '.ai/tools/notes.md': '',
    });
    const specs = await Promise.all(['a', 'b', 'c'].map(async (id) => (await project.tool(id)).spec));
    expect(specs.map((spec) => [spec.description, spec.source?.path])).toEqual([
      ['project', '.ai/tools/a.sh'],
      ['user', '~/.ai/tools/b.sh'],
      ['python', 'rye:tools/c.py'],
    ]);
    await expect(project.tool('_shared')).rejects.toThrow('no tool');
    await expect(project.tool('../../a')).rejects.toThrow('no tool');
  });

  it('never take the place of a built-in tool', async () => {
    const project = tempProject({ '.ai/tools/rye/bash.sh': ECHO });
    expect((await project.tool('rye/bash')).spec.source).toBeUndefined();
  });

  it('are not run once their file has changed', async () => {
    const project = tempProject({ '.ai/tools/a.sh': ECHO, x: '' });
    const tool = await project.tool('a');
    writeFileSync(project.path('.ai/tools/a.sh'), 'touch ran\n');
    const processes = { add: async () => undefined, remove: async () => undefined };
    const outcome = await tool.run({}, { projectRoot: project.root, processes } as unknown as Parameters<
      typeof tool.run
    >[1]);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tools/tool-changed' } });
  });

  it.each([
    ['effect.sh', '# effect: twice\n'],
    ['param.sh', '# param: name\n'],
    ['schema.sh', '# parameters: {not json\n'],
    ['env.sh', '# env: A-B\n'],
    ['list.yaml', '- a\n'],
    ['no-command.yaml', 'description: x\n'],
    ['syntax.yaml', 'a: [\n'],
    ['function.py', '__executor_id__ = "rye/core/runtimes/python/function"\n'],
  ])('%s that declares what cannot be used fails with the reason, and is not listed', async (name, text) => {
    const project = tempProject({ [`.ai/tools/${name}`]: text });
    const id = name.split('.')[0] ?? '';
    expect(await project.fails(id, {})).toBe('tools/invalid-tool');
    expect((await project.list()).map((spec) => spec.id)).not.toContain(id);
  });
});
