import { describe, expect, it } from 'vitest';
import { rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const directive = (name: string, more: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>Looks around.</description>
    <category></category>
    <author>tests</author>
    <model tier="haiku"/>
    ${more}
    <permissions><execute><tool>rye.*</tool><directive>*</directive></execute></permissions>
  </metadata>
  <outputs><output name="said" type="string" required="true">what it saw</output></outputs>
</directive>
\`\`\`

<process>Look.</process>
`;

function project(): string {
  const root = tempRepository();
  writeFiles(root, {
    '.ai/directives/lead.md': directive('lead', '<limits turns="9"/>'),
    '.ai/directives/looker.md': directive('looker', '<limits turns="2"/>'),
    '.ai/offline/lead.yaml': `turns:
  - calls: [{name: looked, tool: rye_execute, input: {item_type: directive, item_id: looker, key: eye}}]
  - calls: [{tool: directive_return, input: {said: "\${results.looked.outputs.said}"}}]
`,
    '.ai/offline/looker.yaml': `turns:
  - calls: [{tool: rye/file-system/ls, input: {}}]
  - calls: [{tool: rye/file-system/ls, input: {path: .ai}}]
  - calls: [{tool: directive_return, input: {said: "enough"}}]
`,
  });
  return root;
}

const run = ['run', 'lead', '--offline', '--approve', 'ask', '--run-id', 'asking', '--quiet'];

describe('a thread at its limit, where somebody can answer', () => {
  it.each([
    ['raise', ['raise', 'asking', 'root/eye', 'turns=5']],
    ['wrap-up', ['wrap-up', 'asking', 'root/eye']],
  ])('ends the driver with exit code 4, and goes on after rye %s from another process', async (_name, answer) => {
    const cwd = project();
    const asked = await rye(run, { cwd });
    expect(asked.code, asked.stderr).toBe(4);
    expect(asked.stdout).toContain('root/eye  limit of turns reached (2/2), since');
    expect(asked.stdout).toContain('    rye wrap-up asking root/eye');
    const { json } = await ryeJson(['status', 'asking', '--json'], { cwd });
    expect(json).toMatchObject({ status: 'waiting', waiting_for: [{ kind: 'limit', place: 'root/eye' }] });

    const answered = await rye(answer, { cwd });
    expect(answered.code, answered.stderr).toBe(0);
    const resumed = await ryeJson(['resume', 'asking', '--json'], { cwd });
    expect(resumed.json).toMatchObject({ status: 'completed', outputs: { said: 'enough' } });
  });

  it('is refused what is no limit, and what it has already', async () => {
    const cwd = project();
    await rye(run, { cwd });
    const refused = await rye(['raise', 'asking', 'root/eye', 'patience=5'], { cwd });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('There is no limit "patience"')]);
    const lower = await rye(['raise', 'asking', 'root/eye', 'turns=1'], { cwd });
    expect([lower.code, lower.stderr]).toEqual([2, expect.stringContaining('is 2 already')]);
  });

  it('ends where nobody can answer', async () => {
    const cwd = project();
    const ended = await rye([...run, '--approve', 'deny'], { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stderr + ended.stdout).toContain('limit_exceeded: turns (2/2)');
  });
});
