import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Validation } from '#app';
import type { Event } from '#protocol';
import { checkout, rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const page = readFileSync(join(checkout, 'docs', 'hooks.md'), 'utf8');

/** The first block of a language on the page about hooks. */
function example(language: string): string {
  const text = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (text === undefined) throw new Error(`docs/hooks.md has no example in ${language}`);
  return text;
}

function directive(name: string, parts: { root?: string; metadata?: string; fields?: string; body: string }): string {
  return [
    `# ${name}`,
    '',
    '```xml',
    `<directive name="${name}" version="1.0.0"${parts.root ?? ''}>`,
    `<metadata><description>Does ${name}.</description><category>project</category><author>team</author><model tier="general"/>`,
    parts.metadata ?? '',
    `</metadata>${parts.fields ?? ''}`,
    '</directive>',
    '```',
    '',
    parts.body,
    '',
  ].join('\n');
}

const ALL = '<permissions><execute><directive>*</directive><tool>*</tool></execute></permissions>';

/** A scaffold first, then a feature that is told what came of it. */
function writeProject(cwd: string): void {
  const returns = (name: string): string =>
    `<outputs><output name="${name}" type="string" required="true">what came of it</output></outputs>`;
  writeFiles(cwd, {
    '.ai/directives/project/lead.md': directive('lead', { metadata: ALL, body: 'Scaffold, then implement.' }),
    '.ai/directives/project/scaffold.md': directive('scaffold', {
      metadata: '<permissions><execute><tool>rye/file-system/*</tool></execute></permissions>',
      fields: returns('folder'),
      body: 'Make the folder.',
    }),
    '.ai/directives/project/implement.md': directive('implement', {
      root: ' extends="rye/agent/base"',
      metadata: `<permissions><execute><tool>rye/file-system/*</tool></execute></permissions>${example('xml')}`,
      fields: `<inputs><input name="scaffold_thread_id" type="string" required="true">the thread before</input><input name="strict" type="string" default="yes">whether rules hold</input></inputs>${returns('done')}`,
      body: 'Build on {input:scaffold_thread_id}, strict: {input:strict}.',
    }),
    '.ai/knowledge/team/rules.md': 'Leave no file behind.\n',
    '.ai/config/agent/hooks.yaml': example('yaml'),
    '.ai/offline/project/lead.yaml': [
      'turns:',
      '  - calls:',
      '      - {name: scaffold, tool: rye_execute, input: {item_type: directive, item_id: project/scaffold, key: scaffold}}',
      '  - calls:',
      '      - name: implement',
      '        tool: rye_execute',
      '        input:',
      '          item_type: directive',
      '          item_id: project/implement',
      '          key: implement',
      '          parameters: {scaffold_thread_id: "${results.scaffold.thread_id}"}',
      '',
    ].join('\n'),
    '.ai/offline/project/scaffold.yaml':
      'turns:\n  - calls:\n      - {tool: directive_return, input: {folder: src/new}}\n',
    '.ai/offline/project/implement.yaml':
      'turns:\n  - calls:\n      - {tool: directive_return, input: {done: "yes"}}\n',
  });
}

async function events(cwd: string, run: string): Promise<Event[]> {
  const { json } = await ryeJson<{ events: Event[] } | Event[]>(['log', run], { cwd });
  return Array.isArray(json) ? json : json.events;
}

it('the example of the page: a thread is told what another came to, with no model call for it', async () => {
  const cwd = tempRepository();
  writeProject(cwd);
  const validated = await ryeJson<Validation>(['validate'], { cwd });
  expect(validated.code, validated.stdout).toBe(0);
  const run = await rye(['run', 'project/lead', '--offline', '--quiet', '--run-id', 'waves'], { cwd });
  expect(run.code, run.stderr).toBe(0);

  const log = await events(cwd, 'waves');
  const of = (thread: string, type: string) =>
    log.filter((event) => event.type === type && event.thread.includes(thread));
  const context = of('implement', 'context_composed')[0]?.data as {
    prompt: string;
    system: string;
    parts: { source: string; id: string }[];
  };
  expect(context.parts.map(({ source }) => source)).toEqual([
    'knowledge',
    'hook inject_scaffold',
    'directive',
    'hook rules',
  ]);
  expect(context.prompt).toContain('"folder": "src/new"');
  expect(context.prompt).toContain('Leave no file behind.');
  expect(context.system).toContain('You work on one task');
  expect(of('scaffold', 'model_call_started').length + of('implement', 'model_call_started').length).toBe(2);
  // The project's own hook looked at each step of the lead and held its tongue: little was spent.
  expect(log.filter(({ type }) => type === 'hooks_dispatched').map(({ data }) => data)).toEqual([
    { on: 'after_step', occasion: 1 },
    { on: 'after_step', occasion: 2 },
  ]);
});

it('a project’s hooks that were changed after they were signed are refused before anything runs', async () => {
  const cwd = tempRepository();
  writeProject(cwd);
  const env = { RYE_HOME: cwd };
  const file = '.ai/config/agent/hooks.yaml';
  expect((await rye(['keys', 'new'], { cwd, env })).code).toBe(0);
  expect((await rye(['sign', file], { cwd, env })).code).toBe(0);
  writeFiles(cwd, { [file]: `${readFileSync(join(cwd, file), 'utf8')}# changed\n` });
  const refused = await rye(['run', 'project/lead', '--offline', '--quiet', '--run-id', 'changed'], { cwd, env });
  expect(refused.stderr).toContain('[library/tampered-item]');
  expect(refused.code).not.toBe(0);
  expect((await rye(['runs', '--json'], { cwd, env })).stdout).not.toContain('changed');
});
