import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Validation } from '#app';
import type { Event } from '#protocol';
import { checkout, rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const page = readFileSync(join(checkout, 'docs', 'permissions.md'), 'utf8');

/** The nth block of a language on the page about permissions. */
function example(language: string, nth: number): string {
  const found = [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))][nth]?.[1];
  if (found === undefined) throw new Error(`docs/permissions.md has no example ${nth} in ${language}`);
  return found;
}

const directive = (name: string, permissions: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>Does ${name}.</description><category>project</category><author>team</author><model tier="general"/>
${permissions}
</metadata>
</directive>
\`\`\`

Do it.
`;

const BASH = '<permissions><execute><tool>rye/bash</tool></execute></permissions>';
const LEAD = '<permissions><execute><directive>project/*</directive></execute></permissions>';

function projectWith(capabilities: string): string {
  const cwd = tempRepository();
  writeFiles(cwd, {
    '.ai/directives/project/lead.md': directive('lead', LEAD),
    '.ai/directives/project/deploy.md': directive('deploy', BASH),
    '.ai/directives/project/everything.md': directive('everything', '<permissions>*</permissions>'),
    '.ai/directives/project/meant.md': directive('meant', example('xml', 1)),
    '.ai/offline/project/lead.yaml':
      'turns:\n  - calls: [{tool: rye_execute, input: {item_type: directive, item_id: project/deploy, key: deploy}}]\n  - text: done\n',
    '.ai/offline/project/deploy.yaml':
      'turns:\n  - calls: [{tool: rye/bash, input: {command: "echo out"}}]\n  - text: out\n',
    ...(capabilities !== '' && { '.ai/config/agent/capabilities.yaml': capabilities }),
  });
  return cwd;
}

/** What came of the tool call of the child. */
async function deployed(cwd: string): Promise<{ types: string[]; created: object | undefined }> {
  const ran = await rye(['run', 'project/lead', '--offline', '--run-id', 'deploying', '--quiet'], { cwd });
  expect(ran.code, ran.stderr).toBe(0);
  const { json } = await ryeJson<{ events: Event[] }>(['log', 'deploying', '--json'], { cwd });
  const child = json.events.filter(({ thread }) => thread.includes('deploy'));
  return { types: child.map(({ type }) => type), created: child.find(({ type }) => type === 'thread_created')?.data };
}

describe('a child', () => {
  it('may not do what its parent may not', async () => {
    const { types } = await deployed(projectWith(''));
    expect(types).toContain('tool_call_denied');
    expect(types).not.toContain('tool_call_started');
  });

  it('may do what the config grants it by name, and rye validate shows where', async () => {
    const cwd = projectWith(example('yaml', 0));
    const { types, created } = await deployed(cwd);
    expect(types).toContain('tool_call_completed');
    expect(created).toMatchObject({ granted: ['rye.execute.tool.rye.bash'] });
    const { json } = await ryeJson<Validation>(['validate', '--json'], { cwd });
    expect(json.problems.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      '.ai/directives/project/deploy.md:6 granted-by-config',
      '.ai/directives/project/everything.md:6 unacknowledged-risk',
    ]);
  });
});

describe('a directive that may do everything', () => {
  it('is refused before anything is written, unless it says that it means that', async () => {
    const cwd = projectWith('');
    const refused = await rye(['run', 'project/everything', '--offline'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('runtime/risk-not-acknowledged');
    expect(refused.stderr).toContain('<acknowledge risk="unrestricted">');
    expect((await ryeJson(['runs', '--json'], { cwd })).json).toMatchObject({ runs: [] });
    const ran = await rye(['run', 'project/meant', '--offline'], { cwd });
    expect(ran.code, ran.stderr).toBe(0);
  });

  it('is whatever the config puts into that class', async () => {
    const cwd = projectWith(example('yaml', 1));
    const refused = await rye(['run', 'project/deploy', '--offline'], { cwd });
    expect(refused.stderr).toContain('rye.execute.tool.rye.bash is unrestricted');
  });

  it('does not run beside rules that do not read', async () => {
    const refused = await rye(['run', 'project/lead', '--offline'], {
      cwd: projectWith('risk: {policies: {write: never}}'),
    });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('.ai/config/agent/capabilities.yaml: "risk.policies.write" is not usable');
  });
});
