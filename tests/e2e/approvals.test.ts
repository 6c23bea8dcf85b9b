import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApprovalDocument } from '#app';
import type { Event } from '#protocol';
import { checkout, git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

const page = readFileSync(join(checkout, 'docs', 'approvals.md'), 'utf8');
const RULES = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

const directive = (name: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>Does ${name}.</description><category>project</category><author>team</author><model tier="general"/>
<permissions><execute><tool>rye/bash</tool><tool>rye/file-system/*</tool></execute></permissions>
</metadata>
</directive>
\`\`\`

Do it.
`;

/** A directive that says what it does to a ledger outside, and would push and change what it may not. */
function project(commands: string[]): { cwd: string; ledger: string } {
  const cwd = tempRepository();
  const ledger = join(tempFolder(), 'ledger');
  const calls = commands.map((command) => ({
    calls: [{ tool: 'rye/bash', input: { command: command.replace('LEDGER', ledger) } }],
  }));
  writeFiles(cwd, {
    '.ai/directives/project/ship.md': directive('ship'),
    '.ai/config/agent/approvals.yaml': RULES,
    '.ai/offline/project/ship.yaml': JSON.stringify({ turns: [...calls, { text: 'shipped' }] }),
  });
  return { cwd, ledger };
}

const PUSH = 'echo pushed >> LEDGER # git push origin';
const RUN = ['run', 'project/ship', '--offline', '--approve', 'ask', '--run-id', 'deploying', '--quiet'];
const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
};

describe('the page about approvals', () => {
  it('names its commands as they are: the run waits with exit code 4, is answered, and goes on', async () => {
    const { cwd, ledger } = project([PUSH]);
    const asked = await rye(RUN, { cwd });
    expect(asked.code, asked.stderr).toBe(4);
    expect(linesOf(ledger)).toEqual([]);
    const commands = [...page.matchAll(/^\$ rye (.+)$/gm)].map(([, command = '']) => command.split(' '));
    const outs: string[] = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await rye(command, { cwd });
      expect(code, stderr).toBe(0);
      outs.push(stdout);
    }
    expect(outs[0]).toContain('asked for by leaves this machine');
    expect(outs[1]).toContain('root  asks (a1), since');
    expect(outs[2]).toContain('Approved a1 of deploying: rye/bash: echo pushed');
    expect(outs[3]).toContain('shipped');
    expect(linesOf(ledger)).toEqual(['pushed']);
  });
});

describe('an answer from the command line', () => {
  it('may change the input, and is for the exact action that was shown', async () => {
    const { cwd, ledger } = project([PUSH]);
    await rye(RUN, { cwd });
    const { json } = await ryeJson<{ approvals: ApprovalDocument[] }>(['approvals', '--json'], { cwd });
    const [question] = json.approvals;
    expect(question).toMatchObject({ run_id: 'deploying', id: 'a1', asked_by: ['root'], rule: 'leaves this machine' });
    writeFiles(cwd, { 'input.json': JSON.stringify({ command: `echo edited >> ${ledger}` }) });
    expect((await rye(['approve', 'deploying', 'a1', '--edit', 'input.json'], { cwd })).code).toBe(0);
    expect((await rye(['resume', 'deploying', '--quiet'], { cwd })).code).toBe(0);
    expect(linesOf(ledger)).toEqual(['edited']);
  });

  it('is refused where there is no such question, where it was answered, and where a file is none', async () => {
    const { cwd } = project([PUSH]);
    await rye(RUN, { cwd });
    const unknown = await rye(['approve', 'deploying', 'b9'], { cwd });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('It asks a1.')]);
    const noFile = await rye(['approve', 'deploying', 'a1', '--edit', 'nowhere.json'], { cwd });
    expect([noFile.code, noFile.stderr]).toEqual([2, expect.stringContaining('cannot be read')]);
    await rye(['deny', 'deploying', 'a1'], { cwd });
    const late = await rye(['approve', 'deploying', 'a1'], { cwd });
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('a1 was denied already')]);
    expect((await rye(['approvals'], { cwd })).stdout).toBe('Nobody asks anything.\n');
  });

  it('comes from another machine, by push and pull', async () => {
    const { cwd, ledger } = project([PUSH]);
    const remote = join(tempFolder(), 'remote.git');
    git(cwd, 'init', '--quiet', '--bare', remote);
    await rye(RUN, { cwd });
    expect((await rye(['push', remote], { cwd })).code).toBe(0);
    const elsewhere = tempRepository();
    expect((await rye(['pull', remote], { cwd: elsewhere })).code).toBe(0);
    expect((await rye(['approve', 'deploying', 'a1'], { cwd: elsewhere })).code).toBe(0);
    expect((await rye(['push', remote], { cwd: elsewhere })).code).toBe(0);
    const back = await rye(['pull', remote], { cwd });
    expect(back.code, back.stderr).toBe(0);
    expect((await rye(['resume', 'deploying', '--quiet'], { cwd })).code).toBe(0);
    expect(linesOf(ledger)).toEqual(['pushed']);
  });

  it('reaches a driver that is at work on something else, and the thread goes on there', async () => {
    const cwd = tempRepository();
    const ledger = join(tempFolder(), 'ledger');
    writeFiles(cwd, {
      '.ai/directives/project/lead.md': directive('lead').replace(
        '<tool>rye/bash</tool>',
        '<tool>rye/*</tool><directive>project/*</directive>',
      ),
      '.ai/directives/project/ship.md': directive('ship'),
      '.ai/directives/project/slow.md': directive('slow'),
      '.ai/config/agent/approvals.yaml': RULES,
      '.ai/offline/project/lead.yaml': JSON.stringify({
        turns: [
          {
            calls: ['ship', 'slow'].map((name) => ({
              name,
              tool: 'rye_execute',
              input: { item_type: 'directive', item_id: `project/${name}`, key: name, async: true },
            })),
          },
          { wait: 'ship' },
          { wait: 'slow' },
          { text: 'both' },
        ],
      }),
      '.ai/offline/project/ship.yaml': JSON.stringify({
        turns: [
          { calls: [{ tool: 'rye/bash', input: { command: PUSH.replace('LEDGER', ledger) } }] },
          { text: 'shipped' },
        ],
      }),
      '.ai/offline/project/slow.yaml': JSON.stringify({
        turns: [
          {
            calls: [
              {
                tool: 'rye/bash',
                input: { command: `while ! grep -q pushed ${ledger} 2>/dev/null; do sleep 0.1; done` },
              },
            ],
          },
          { text: 'seen' },
        ],
      }),
    });
    const running = rye(['run', 'project/lead', '--offline', '--approve', 'ask', '--run-id', 'deploying', '--json'], {
      cwd,
    });
    let approvals: ApprovalDocument[] = [];
    while (approvals.length === 0)
      approvals = (await ryeJson<{ approvals: ApprovalDocument[] }>(['approvals', '--json'], { cwd })).json.approvals;
    expect(approvals[0]?.asked_by).toEqual(['root', 'root/ship']);
    const { json } = await ryeJson(['approve', 'deploying', 'a1', '--json'], { cwd });
    expect(json).toMatchObject({ answered: [{ by: 'driver', approval: 'a1' }] });
    const ended = await running;
    expect(ended.code, ended.stderr).toBe(0);
    expect(linesOf(ledger)).toEqual(['pushed']);
  });
});

describe('an action that a rule forbids', () => {
  it('is not done, and the log says by which rule', async () => {
    const cwd = tempRepository();
    writeFiles(cwd, {
      '.ai/directives/project/ship.md': directive('ship'),
      '.ai/config/agent/approvals.yaml': RULES,
      '.ai/offline/project/ship.yaml': JSON.stringify({
        turns: [
          { calls: [{ tool: 'rye/file-system/write', input: { path: 'src/../infra/main.tf', content: 'x' } }] },
          { text: 'done' },
        ],
      }),
    });
    expect((await rye(RUN, { cwd })).code).toBe(0);
    const { json } = await ryeJson<{ events: Event[] }>(['log', 'deploying', '--json'], { cwd });
    const denied = json.events.find(({ type }) => type === 'tool_call_denied');
    expect(JSON.stringify(denied?.data)).toContain('forbids it (infrastructure): Only people change infra.');
  });
});
