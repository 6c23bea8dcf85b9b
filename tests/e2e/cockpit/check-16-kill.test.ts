import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { panesText } from '../../helpers/frame-panes.ts';
import { ryeJson } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';

function directive(name: string, spend: string, permissions: string): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>The ${name} of this test</description>
    <limits turns="8" spend="${spend}" spawns="4" depth="2" />
    <permissions><execute>${permissions}</execute></permissions>
  </metadata>
  <outputs><output name="said" type="string" required="true">It</output></outputs>
</directive>
\`\`\`

Do it.
`;
}

/** A lead that waits for two workers, whose second answer never comes in the time of a test. */
const FILES = {
  '.ai/directives/lead.md': directive(
    'lead',
    '1.00',
    '<directive>worker</directive><tool>rye.agent.threads.orchestrator</tool>',
  ),
  '.ai/directives/worker.md': directive('worker', '0.20', '<tool>rye.file-system.ls</tool>'),
  '.ai/offline/lead.yaml': `turns:
  - text: Two workers at once.
    calls:
      - name: workers
        foreach: [one, two]
        as: who
        tool: rye_execute
        input: { item_type: directive, item_id: worker, async: true, key: "\${who}" }
  - text: Waiting for them.
    wait: { for: workers, timeout: 600 }
`,
  '.ai/offline/worker.yaml': `turns:
  - text: Looking around.
    calls: [{ tool: rye/file-system/ls, input: {} }]
  - text: This takes long.
    delay_ms: 600000
    calls: [{ tool: directive_return, input: { said: hello } }]
`,
  '.gitignore': '.ai/data/\n',
};

interface Log {
  events: { seq: number; thread: string; type: string; data: { directive?: string } }[];
}

describe('check 16: killing an orchestrator', () => {
  it('check 16: asks with size and spend, does nothing on enter, and ends all below it on y', async () => {
    const project = namedRepository('shop-api', FILES);
    const terminal = await openCockpit(project, ['--offline']);
    await terminal.waitFor(/: to start one of .*\/lead/);
    terminal.press(':');
    await terminal.waitFor('command');
    terminal.press('/lead', KEY.enter);
    await terminal.waitFor('ceiling $1.00 (simulated)');
    terminal.press(KEY.enter);
    await terminal.waitFor(/one .*\n.*two /);
    await terminal.waitFor((seen) => (seen.text().match(/turn 2/g) ?? []).length >= 2);

    terminal.press(KEY.ctrl('k'));
    await terminal.waitFor('kill?');
    expect(terminal.text()).toMatch(/size +3 threads, 3 of them not at an end/);
    expect(terminal.text()).toMatch(/spent +\$0\.\d+ \(simulated\)/);
    expect(terminal.text()).toMatch(/in flight +2 model calls, up to \$/);
    await expect(panesText(terminal)).toMatchFileSnapshot('frames/check-16-kill.txt');
    terminal.press(KEY.enter);
    await terminal.waitFor('enter does nothing here');
    expect(terminal.text()).toContain('LIVE');

    terminal.press('y');
    await terminal.waitFor('is killed');
    await terminal.waitFor(/lead .*stopp[\s\S]*one .*stopp[\s\S]*two .*stopp/);
    const runId = /(lead-[a-z0-9]+)/.exec(terminal.screen()[0] ?? '')?.[1] ?? '';
    const { json } = await ryeJson<Log>(['log', runId], { cwd: project });
    const asked = json.events.find(({ type }) => type === 'intent_received')?.seq ?? 0;
    const after = json.events.filter(({ seq }) => seq > asked).map(({ type }) => type);
    expect(asked).toBeGreaterThan(0);
    expect(after.filter((type) => type === 'thread_killed')).toHaveLength(3);
    expect(after).not.toContain('model_call_started');
    const status = await ryeJson(['status', runId], { cwd: project });
    expect(status.json.status).toBe('cancelled');
    expect(status.json.budget?.reserved_usd).toBe(0);
  });
});
