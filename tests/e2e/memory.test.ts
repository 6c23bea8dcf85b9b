import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Event } from '#protocol';
import { git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

const directive = (name: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>Does ${name}.</description><category></category><author>team</author><model tier="general"/>
<permissions><execute><tool>rye/memory/*</tool></execute></permissions>
</metadata>
<outputs><output name="known" type="object" required="true">what was known</output></outputs>
</directive>
\`\`\`

Do it.
`;

const MEMORY = {
  title: 'Retry the installer: it fails once/twice',
  content:
    'The first request times out behind the proxy.\n---\nAsk again; the key is sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAAAAAA.',
  outcome: 'success',
  tags: ['build', 'network'],
};

it('what was recorded as the process died is told as new, and is kept once', async () => {
  const cwd = tempRepository();
  writeFiles(cwd, {
    '.ai/directives/learn.md': directive('learn'),
    '.ai/offline/learn.yaml': JSON.stringify({
      turns: [
        { calls: [{ name: 'one', tool: 'rye/memory/record', input: MEMORY }] },
        { calls: [{ tool: 'directive_return', input: { known: '${results.one}' } }] },
      ],
    }),
  });
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message=directive');
  await rye(['run', 'learn', '--offline', '--quiet', '--commit', 'each', '--run-id', 'learning'], { cwd });
  const bare = join(tempFolder(), 'runs.git');
  git(cwd, 'init', '--quiet', '--bare', bare);
  expect((await rye(['push', bare], { cwd })).code).toBe(0);
  const { json } = await ryeJson<{ events: (Event & { commit: string })[] }>(['log', 'learning'], { cwd });
  // Another machine takes over where the memory is written, and then where it is also recorded.
  for (const type of ['file_written', 'memory_recorded']) {
    const { commit = '' } = json.events.find((event) => event.type === type) ?? {};
    git(bare, 'update-ref', 'refs/rye/runs/learning', commit);
    const there = join(tempFolder(), 'there');
    git(cwd, 'clone', '--quiet', cwd, there);
    expect((await rye(['pull', bare], { cwd: there })).code).toBe(0);
    const resumed = await ryeJson(['resume', 'learning', '--quiet'], { cwd: there });
    expect(resumed.json.outputs?.['known'], type).toEqual({ item_id: expect.any(String), recorded: true });
    expect(readdirSync(join(there, '.ai/knowledge/learnings'))).toHaveLength(1);
  }
});

it('what an agent has learnt is a knowledge item that another run finds, and is kept once', async () => {
  const cwd = tempRepository();
  const give = (known: string) => ({ calls: [{ tool: 'directive_return', input: { known } }] });
  writeFiles(cwd, {
    '.ai/directives/learn.md': directive('learn'),
    '.ai/directives/look.md': directive('look'),
    '.ai/offline/learn.yaml': JSON.stringify({
      turns: [
        { calls: [{ name: 'one', tool: 'rye/memory/record', input: MEMORY }] },
        { calls: [{ name: 'two', tool: 'rye/memory/record', input: MEMORY }] },
        give('${results.two}'),
      ],
    }),
    '.ai/offline/look.yaml': JSON.stringify({
      turns: [
        { calls: [{ name: 'found', tool: 'rye/memory/search', input: { query: 'installer AND retry' } }] },
        give('${results.found}'),
      ],
    }),
  });
  const learnt = await ryeJson(['run', 'learn', '--offline', '--quiet', '--run-id', 'learning'], { cwd });
  expect(learnt.code, learnt.stderr).toBe(0);
  const known = learnt.json.outputs?.['known'] as { item_id: string } | undefined;
  const id = known?.item_id ?? '';
  expect(learnt.json.outputs?.['known']).toMatchObject({ recorded: true, was_known: true });
  expect(id).toMatch(/^learnings\/retry-the-installer-it-fails-once-twice-[0-9a-f]{8}$/);

  const folder = join(cwd, '.ai/knowledge/learnings');
  expect(readdirSync(folder)).toEqual([`${id.split('/')[1]}.md`]);
  const text = readFileSync(join(folder, `${id.split('/')[1]}.md`), 'utf8');
  expect(text).toContain('title: "Retry the installer: it fails once/twice"');
  expect(text).toContain('outcome: "success"');
  expect(text).toContain('run: "learning"\nthread: "root"\ncall: "');
  expect(text).not.toContain('sk-ant-api03');

  const { json } = await ryeJson<{ events: Event[] }>(['log', 'learning', '--json'], { cwd });
  expect(
    json.events.filter(({ type }) => type === 'memory_recorded').map(({ data }) => (data as { item: string }).item),
  ).toEqual([id, id]);
  expect(json.events.filter(({ type }) => type === 'file_written')).toHaveLength(1);

  const looked = await ryeJson(['run', 'look', '--offline', '--quiet'], { cwd });
  expect(looked.json.outputs?.['known']).toMatchObject({ count: 1, memories: [{ item_id: id, title: MEMORY.title }] });
  const validated = await rye(['validate'], { cwd });
  expect(validated.code, validated.stdout).toBe(0);
});
