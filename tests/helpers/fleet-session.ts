import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tempRepository, writeFiles } from './rye.ts';

export const TASK = 'Build documentation for the frontend and the backend.';

/** Of each file that a writer reads: what must not come to the orchestrator. */
const LINES = 1200;

/**
 * A project whose fleet writes documentation: two writers, each reads a part and writes a page, then one who checks both
 * against each other, who finds something, so that one writer is commanded once more.
 */
export function fleetProject(): string {
  const cwd = tempRepository();
  for (const part of ['frontend', 'backend']) mkdirSync(join(cwd, 'src', part), { recursive: true });
  const source = (part: string): string =>
    Array.from({ length: LINES }, (_, nth) => `export const ${part}${nth} = ${nth};`).join('\n');
  const file = (part: string) => `src/${part}/index.ts`;
  const page = (part: string) => `docs/${part}.md`;
  const create = (name: string, task: string) => ({
    name: name.replace('-', '_'),
    tool: 'rye/agent/fleet/create_agent',
    input: { name, task, budget: 0.5, tools: ['rye/file-system/*'] },
  });
  const writes = (part: string) => ({
    turns: [
      { calls: [{ tool: 'rye/file-system/read', input: { path: file(part) } }] },
      { calls: [{ tool: 'rye/file-system/write', input: { path: page(part), content: `# ${part}\n` } }] },
      { text: `${page(part)} is written.` },
      // Told once more.
      {
        calls: [
          { tool: 'rye/file-system/write', input: { path: page(part), content: `# ${part}\n\nSee also the other.\n` } },
        ],
      },
      { text: `${page(part)} names the other page.` },
    ],
  });
  const wait = (...names: string[]) => ({
    calls: [
      {
        tool: 'rye/agent/threads/orchestrator',
        input: {
          operation: 'wait_threads',
          thread_ids: names.map((name) => `\${results.${name}.thread_id}`),
          timeout: 600,
        },
      },
    ],
  });
  const output = (name: string) => ({
    name: `output_${name.replace('-', '_')}`,
    tool: 'rye/agent/fleet/get_agent_output',
    input: { agent_id: name },
  });
  writeFiles(cwd, {
    [file('frontend')]: source('frontend'),
    [file('backend')]: source('backend'),
    // What they read is to come into their context whole.
    '.ai/config/agent/runtime.yaml': 'result_guard: {max_chars: 0}\n',
    '.ai/offline/fleet.yaml': JSON.stringify({
      turns: [
        {
          text: 'Two writers side by side, then one who checks.',
          calls: [
            create('frontend-writer', 'Read src/frontend and write docs/frontend.md.'),
            create('backend-writer', 'Read src/backend and write docs/backend.md.'),
          ],
        },
        wait('frontend_writer', 'backend_writer'),
        { calls: [output('frontend-writer'), output('backend-writer')] },
        { calls: [create('checker', 'Check docs/frontend.md and docs/backend.md against each other.')] },
        wait('checker'),
        { calls: [output('checker')] },
        {
          calls: [
            {
              name: 'again',
              tool: 'rye/agent/fleet/command_agent',
              input: { agent_id: 'frontend-writer', task: 'Name the other page: ${results.output_checker.result}' },
            },
          ],
        },
        wait('again'),
        { calls: [output('frontend-writer'), { tool: 'rye/agent/fleet/delete_all_agents', input: {} }] },
        {
          calls: [
            {
              tool: 'directive_return',
              input: {
                report: '${results.output_checker.result}',
                files: '${results.output_frontend_writer.files_produced}',
              },
            },
          ],
        },
      ],
    }),
    '.ai/offline/fleet/frontend-writer.yaml': JSON.stringify(writes('frontend')),
    '.ai/offline/fleet/backend-writer.yaml': JSON.stringify(writes('backend')),
    '.ai/offline/fleet/checker.yaml': JSON.stringify({
      turns: [
        {
          calls: [page('frontend'), page('backend')].map((path) => ({ tool: 'rye/file-system/read', input: { path } })),
        },
        { text: 'docs/frontend.md does not name docs/backend.md.' },
      ],
    }),
  });
  return cwd;
}
