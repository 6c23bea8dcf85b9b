import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TamperedItemError } from '#library';
import { makeSpaces } from './project.ts';

const seeds = new URL('../fixtures/seeds/', import.meta.url).pathname;
const KEY = '6ea18199041a1ea8';

async function seeded({ trusted = true } = {}) {
  const made = await makeSpaces();
  await made.write('project/.ai/directives/orchestrator.md', await readFile(join(seeds, 'orchestrator.md')));
  for (const name of [
    'orchestrator-patterns',
    'the-orchestrator-pattern',
    'dynamic-orchestration-patterns',
    'orchestration-patterns',
  ]) {
    await made.write(`project/.ai/knowledge/${name}.md`, await readFile(join(seeds, `${name}.md`)));
  }
  if (trusted) await cp(join(seeds, 'keys'), join(made.root, 'user/.ai/config/keys/trusted'), { recursive: true });
  return made;
}

test('the signed directive loads, its metadata verified', async () => {
  const { library } = await seeded();
  const directive = await library.directive('orchestrator');
  expect(directive).toMatchObject({
    name: 'orchestrator',
    version: '1.0.0',
    model: { tier: 'general' },
    limits: { turns: 4, tokens: 4096 },
    permissions: ['rye.execute.tool.rye.agent.threads.orchestrator'],
    outputs: [{ name: 'result', type: 'string', required: false }],
    warnings: [],
    source: { signature: 'metadata-only', path: '.ai/directives/orchestrator.md' },
  });
  expect(directive.inputs.map((input) => `${input.name}:${input.type}:${input.required}`)).toEqual([
    'operation:string:true',
    'thread_ids:array:false',
    'thread_id:string:false',
    'timeout:number:false',
    'query:string:false',
    'message:string:false',
    'tail_lines:integer:false',
  ]);
  expect(directive.body).toMatch(/^<process>[\s\S]*<\/success_criteria>$/);
});

test.each([
  ['orchestrator-patterns', 'valid', 'Orchestrator Patterns'],
  ['the-orchestrator-pattern', 'unsigned', 'The Orchestrator Pattern'],
  ['dynamic-orchestration-patterns', 'unsigned', 'Dynamic Orchestration Patterns'],
  ['orchestration-patterns', 'unsigned', 'Orchestration Patterns'],
])('%s loads as knowledge: %s', async (id, signature, title) => {
  const { library } = await seeded();
  const knowledge = await library.knowledge(id);
  expect(knowledge).toMatchObject({ name: id, title, warnings: [], source: { signature } });
  expect(knowledge.body).toMatch(/^# /);
});

test('a key that is not trusted leaves a signed item untrusted', async () => {
  const { library } = await seeded({ trusted: false });
  expect((await library.fetch('orchestrator-patterns')).signature).toBe('untrusted');
});

test('the file that names the key has the id of its key', async () => {
  expect(await readFile(join(seeds, 'keys', `${KEY}.toml`), 'utf8')).toContain(`fingerprint = "${KEY}"`);
});

test.each([
  ['a changed letter', (text: string) => text.replace('Three Roles', 'Three roles')],
  ['a newline more at the end', (text: string) => `${text}\n`],
  ['a changed signature', (text: string) => text.replace(':6xu5-', ':7xu5-')],
  ['a changed hash', (text: string) => text.replace(':23201bac', ':23201bad')],
])('%s makes signed knowledge tampered: it is not loaded, fetched or found', async (_, change) => {
  const { library, write } = await seeded();
  const text = await readFile(join(seeds, 'orchestrator-patterns.md'), 'utf8');
  await write('project/.ai/knowledge/orchestrator-patterns.md', change(text));
  await expect(library.knowledge('orchestrator-patterns')).rejects.toThrow(TamperedItemError);
  await expect(library.fetch('orchestrator-patterns', 'knowledge')).rejects.toMatchObject({
    code: 'library/tampered-item',
    exitCode: 2,
  });
  expect(await library.search('"Three Roles" OR "Three roles"')).toEqual([]);
});

test.each([
  ['its prompt edited', 'metadata-only', (text: string) => text.replace('Validate that', 'Check that')],
  ['text appended', 'metadata-only', (text: string) => `${text}more\n`],
  ['CRLF line ends', 'metadata-only', (text: string) => text.replaceAll('\n', '\r\n')],
  ['its signature padded', 'metadata-only', (text: string) => text.replace('GbKQCg:', 'GbKQCg==:')],
  [
    'a placeholder for a signature',
    'unsigned',
    (text: string) => text.replace(/^.*\n/, '<!-- rye:signed:t:placeholder:unsigned:unsigned -->\n'),
  ],
  ['a byte order mark before the signature', 'unsigned', (text: string) => `\uFEFF${text}`],
  ['a signer behind the key', 'metadata-only', (text: string) => text.replace(' -->', '|ci@rye -->')],
])('the signed directive with %s is %s', async (_, signature, change) => {
  const { library, write } = await seeded();
  await write('project/.ai/directives/orchestrator.md', change(await readFile(join(seeds, 'orchestrator.md'), 'utf8')));
  expect((await library.directive('orchestrator')).source.signature).toBe(signature);
});

test.each([
  ['a changed limit', (text: string) => text.replace('turns="4"', 'turns="400"')],
  ['"</directive>" appended', (text: string) => `${text}</directive>\n`],
  [
    'another fence before the signed one, which became a sample',
    (text: string) => text.replace('```xml\n', '```xml\n<directive name="evil"></directive >\n```\n\n```text\n'),
  ],
  [
    'another fence after the signed one, which became a sample',
    (text: string) =>
      text
        .replace('```xml\n', '````text\n')
        .replace('```\n\n<process>', '````\n\n```xml\n<directive name="evil"></directive >\n```\n\n<process>'),
  ],
])('the signed directive with %s is tampered', async (_, change) => {
  const { library, write } = await seeded();
  await write('project/.ai/directives/orchestrator.md', change(await readFile(join(seeds, 'orchestrator.md'), 'utf8')));
  await expect(library.directive('orchestrator')).rejects.toThrow(
    '.ai/directives/orchestrator.md was changed after it was signed.',
  );
});
