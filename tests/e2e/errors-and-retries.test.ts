import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Validation } from '#app';
import { loadFailureRules } from '#runtime';
import { checkout, rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const page = readFileSync(join(checkout, 'docs', 'errors-and-retries.md'), 'utf8');
const [RULES = '', RUNTIME = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);

const directive = `# Asks

\`\`\`xml
<directive name="asks" version="1.0.0">
<metadata><description>Asks.</description><category></category><author>team</author><model tier="general"/></metadata>
</directive>
\`\`\`

Ask.
`;

function project(fail: object): string {
  const cwd = tempRepository();
  writeFiles(cwd, {
    '.ai/directives/asks.md': directive,
    '.ai/config/agent/error_classification.yaml': RULES.replace('fixed: 5', 'fixed: 0.05'),
    '.ai/config/agent/runtime.yaml': RUNTIME,
    '.ai/offline/asks.yaml': JSON.stringify({ turns: [{ text: 'at last', fail }] }),
  });
  return cwd;
}

describe('the page about errors', () => {
  it('shows rules that hold: a refusal that is tried again, and an overload that is not', async () => {
    const refused = {
      category: 'permanent',
      code: 'invalid_request_error',
      status: 400,
      message: 'Upstream is restarting',
      times: 2,
    };
    const again = await ryeJson(['run', 'asks', '--offline', '--quiet'], { cwd: project(refused) });
    expect(again.json).toMatchObject({ status: 'completed', result: 'at last' });
    const once = await ryeJson(['run', 'asks', '--offline', '--quiet'], {
      cwd: project({ category: 'overloaded', times: 1 }),
    });
    expect(once.json).toMatchObject({ status: 'error', cost: { model_calls: 1 } });
  });

  it('shows files that rye validate finds nothing wrong with, and one misspelt key that it does', async () => {
    const cwd = project({ category: 'overloaded' });
    expect((await ryeJson<Validation>(['validate', '--json'], { cwd })).json.problems).toEqual([]);
    writeFiles(cwd, { '.ai/config/agent/error_classification.yaml': RULES.replace('retryable', 'retriable') });
    const { json } = await ryeJson<Validation>(['validate', '--json'], { cwd });
    expect(json.problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
      '.ai/config/agent/error_classification.yaml unknown-key',
    ]);
    const ran = await rye(['run', 'asks', '--offline'], { cwd });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('runtime/bad-failure-rules')]);
  });

  it('shows rules as they are read', async () => {
    const layer = { space: 'project' as const, path: 'x.yaml', value: parse(RULES) };
    expect(await loadFailureRules({ configLayers: async () => [layer] })).toHaveLength(2);
  });
});
