import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { checkout, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const FILES = 50;
const page = readFileSync(join(checkout, 'docs', 'folding.md'), 'utf8');

const DIRECTIVE = `# Scout

\`\`\`xml
<directive name="scout" version="1.0.0">
<metadata><description>Reads the source and says what it is.</description><category></category><author>team</author><model tier="general"/>
<limits turns="120"/>
<permissions><execute><tool>rye/file-system/*</tool><tool>rye/agent/context/*</tool></execute></permissions>
</metadata>
</directive>
\`\`\`

Say what the source is.
`;

const reads = Array.from({ length: FILES }, (_, nth) => ({
  calls: [{ tool: 'rye/file-system/read', input: { path: `src/${nth}.ts` } }],
}));
const MESSAGE = 'Fifty tables of numbers, none of which names another.';

function project(root: object[]): string {
  const cwd = tempRepository();
  mkdirSync(join(cwd, 'src'));
  const source = (nth: number): string =>
    Array.from({ length: 40 }, (_, line) => `export const n${nth}_${line} = ${line};`).join('\n');
  writeFiles(cwd, {
    ...Object.fromEntries(Array.from({ length: FILES }, (_, nth) => [`src/${nth}.ts`, source(nth)])),
    '.ai/directives/scout.md': DIRECTIVE,
    '.ai/config/agent/runtime.yaml': 'limits: {turns: 120}\n',
    '.ai/offline/scout.yaml': JSON.stringify({ turns: root }),
    '.ai/offline/branch/read-the-source.yaml': JSON.stringify({
      turns: [...reads, { calls: [{ tool: 'directive_return', input: { message: MESSAGE } }] }],
    }),
  });
  return cwd;
}

/** What the calls of the root took in, by their events: the first, the last, and all together. */
async function inputsOfRoot(cwd: string): Promise<{ first: number; last: number; sum: number }> {
  const {
    json: document,
    code,
    stderr,
  } = await ryeJson<RunDocument>(['run', 'scout', '--offline', '--quiet', '--run-id', 'reading'], { cwd });
  expect(code, stderr).toBe(0);
  expect(document.result).toBe('It is a table.');
  const { json } = await ryeJson<{ events: Event[] }>(['log', 'reading', '--json', '--thread', 'root'], { cwd });
  const inputs = json.events.flatMap((event) =>
    event.type === 'model_call_completed' && event.thread === document.root
      ? [event.data.usage.input_tokens + event.data.usage.cache_read_tokens + event.data.usage.cache_write_tokens]
      : [],
  );
  return { first: inputs[0] ?? 0, last: inputs.at(-1) ?? 0, sum: inputs.reduce((total, each) => total + each, 0) };
}

it('a reading of fifty files that is folded costs its opener the message alone, as the page about folding tells', async () => {
  const open = {
    tool: 'rye/agent/context/branch_create',
    input: { description: 'Read the source', prompt: 'Read every file of src and say what it is.' },
  };
  const folded = await inputsOfRoot(project([{ calls: [open] }, { text: 'It is a table.' }]));
  const unfolded = await inputsOfRoot(project([...reads, { text: 'It is a table.' }]));
  // The call, its result and the message: a few hundred tokens, whatever was read.
  expect(folded.last - folded.first).toBeLessThan(300);
  expect(unfolded.last - unfolded.first).toBeGreaterThan(10_000);
  const row = (name: string, { last, sum }: { last: number; sum: number }): string =>
    `| ${name} | ${last.toLocaleString('en')} | ${sum.toLocaleString('en')} |`;
  expect(page).toContain(row('folded into a branch', folded));
  expect(page).toContain(row('read by itself', unfolded));
});
