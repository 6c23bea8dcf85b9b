import { expect, it } from 'vitest';
import type { Event } from '#protocol';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { rye, ryeJson } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';

/** Three calls of $0.40 each: two of a lead, between them one of a worker below it. */
const turn = (call: object) => ({ usage: { input_tokens: 2000, output_tokens: 0 }, calls: [call] });

function directive(name: string, permissions: string): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>The ${name}.</description><category></category><author>team</author><model tier="general"/>
<permissions><execute>${permissions}</execute></permissions></metadata>
<outputs><output name="said" type="string" required="true">It</output></outputs>
</directive>
\`\`\`

Do it.
`;
}

const FILES = {
  '.ai/directives/lead.md': directive('lead', '<tool>rye/agent/threads/*</tool><directive>worker</directive>'),
  '.ai/directives/worker.md': directive('worker', '<tool>rye/file-system/ls</tool>'),
  '.ai/config/agent/pricing.yaml': 'models:\n  claude-sonnet-5: { input: 200, output: 10 }\n',
  '.ai/offline/lead.yaml': JSON.stringify({
    turns: [
      turn({ tool: 'rye_execute', input: { item_type: 'directive', item_id: 'worker', key: 'worker' } }),
      turn({ tool: 'directive_return', input: { said: 'done' } }),
    ],
  }),
  '.ai/offline/worker.yaml': JSON.stringify({
    turns: [turn({ tool: 'directive_return', input: { said: 'done' } })],
  }),
};

it('check 17: the call that the ceiling cannot pay is not sent; b raises it, the run goes on, and the amounts add up', async () => {
  const project = namedRepository('shop-api', FILES);
  const first = await rye(['run', 'lead', '--offline', '--quiet', '--budget', '1', '--run-id', 'dear-run'], {
    cwd: project,
  });
  expect(first.code, first.stderr).toBe(1);
  const log = async () =>
    (await ryeJson<{ events: Event[] }>(['log', 'dear-run', '--json'], { cwd: project })).json.events;
  const asked = (events: Event[]) => events.filter(({ type }) => type === 'model_call_started').length;
  expect(asked(await log())).toBe(2);

  const terminal = await openCockpit(project, ['dear-run', '--offline'], { recordFrames: true });
  await terminal.waitFor(/\$ budget +~\$0\.80\/1\.00/);
  await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-17-budget.txt');
  terminal.press('b');
  await terminal.waitFor('ceiling');
  terminal.press('+1.00', KEY.enter);
  await terminal.waitFor(/✓ done +~\$1\.20\/2\.00/);
  expect(asked(await log())).toBe(3);

  // At every frame what the threads spent themselves adds up to what the header says of the run.
  const money = terminal.frames.flatMap(({ lines }) => {
    const total = /~?\$(\d\.\d\d)\/\d\.\d\d/.exec(lines[0] ?? '')?.[1];
    const own = lines.flatMap((line) => /^│.* (?:lead|worker) .*? {2}(\d\.\d\d)(?:\/| )/.exec(line)?.[1] ?? []);
    return total === undefined || own.length < 2 ? [] : [{ total, own }];
  });
  expect(money.length).toBeGreaterThan(1);
  for (const { total, own } of money)
    expect(own.reduce((sum, usd) => sum + Number(usd), 0)).toBeCloseTo(Number(total), 9);
  const { json } = await ryeJson(['status', 'dear-run'], { cwd: project });
  expect(json.threads.map(({ place, cost }) => [place, cost.usd])).toEqual([
    ['root', 0.8],
    ['root/worker', 0.4],
  ]);
  expect(json).toMatchObject({ status: 'completed', budget: { limit_usd: 2, spent_usd: 1.2, reserved_usd: 0 } });
});
