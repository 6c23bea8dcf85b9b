import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { ApprovalDocument } from '#app';
import { foldRun, pendingApprovals } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';
import { eventsOf } from '../helpers/steered-run.ts';

const RUN = 'the-run';

const directive = (name: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>Does ${name}.</description><category>project</category><author>team</author><model tier="general"/>
<limits turns="40"/>
<permissions><execute><tool>*</tool><directive>project/*</directive></execute></permissions>
</metadata>
</directive>
\`\`\`

Do it.
`;

/** Ships three times, by a tool that says of itself that it may run again; a ledger outside counts what really ran. */
function shipping(): { cwd: string; ledger: string } {
  const cwd = tempRepository();
  const ledger = join(tempFolder(), 'ledger');
  const ship = (to: string) => ({ calls: [{ tool: 'project/ship', input: { to } }] });
  writeFiles(cwd, {
    '.ai/directives/project/lead.md': directive('lead'),
    '.ai/tools/project/ship.sh': `#!/bin/sh\n# description: Ships.\n# effect: idempotent\nprintf '%s\\n' "$(cat)" >> ${ledger}\necho '{"ok":true}'\n`,
    '.ai/config/agent/approvals.yaml': 'rules: [{name: ships, do: ask, capability: rye.execute.tool.project.ship}]\n',
    '.ai/offline/project/lead.yaml': JSON.stringify({
      turns: [ship('one'), ship('two'), ship('three'), { text: 'shipped' }],
    }),
  });
  return { cwd, ledger };
}

const shipped = (ledger: string): string[] => {
  try {
    return readFileSync(ledger, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
};

/** Where the process that drives, or the one that answers, kills itself. */
const MOMENTS: { moment: string; who: 'driver' | 'resumer' | 'asker' }[] = [
  { moment: 'journal-write-before:6', who: 'driver' },
  { moment: 'approval-asked:1', who: 'driver' },
  { moment: 'lease-release-before:1', who: 'driver' },
  { moment: 'journal-write-before:1', who: 'asker' },
  { moment: 'journal-sync-after:1', who: 'asker' },
  { moment: 'approval-answered:1', who: 'asker' },
  { moment: 'ref-move-before:1', who: 'asker' },
  { moment: 'lease-take-after:1', who: 'resumer' },
  { moment: 'tool-started:1', who: 'resumer' },
  { moment: 'tool-finished:1', who: 'resumer' },
  { moment: 'model-request-sent:1', who: 'resumer' },
  { moment: 'approval-asked:1', who: 'resumer' },
];

describe('an approval whose processes die', () => {
  // In the sample a few; `npm run test:crash` takes all.
  it.each(MOMENTS.filter((_, nth) => isFull || nth === 2))(
    'at $moment of the $who: approved actions ran at most once, a denied one never',
    async (at) => {
      const { cwd, ledger } = shipping();
      let lost = 0;
      let killed = 0;
      onTestFinished(({ task }) =>
        tell(inject('crashTally'), {
          kills: Array.from({ length: killed }, () => at.moment.split(':')[0] ?? ''),
          recovered: task.result?.state === 'pass',
          repeated: shipped(ledger).length - new Set(shipped(ledger)).size,
          lost,
        }),
      );
      /** Runs a command, with the kill where it is this one's turn to die: once. */
      const dying = async (who: string, args: string[]): Promise<void> => {
        const env = at.who === who && killed === 0 ? { RYE_FAILPOINT: at.moment } : {};
        const { signal } = await rye(args, { cwd, env });
        if (signal === 'SIGKILL') killed += 1;
      };
      await dying('driver', ['run', 'project/lead', '--offline', '--approve', 'ask', '--run-id', RUN, '--quiet']);
      let acknowledged = 0;
      for (let round = 0; round < 12; round += 1) {
        const events = await eventsOf(cwd).catch(() => []);
        lost += Math.max(0, acknowledged - events.length);
        acknowledged = events.length;
        const state = foldRun(events);
        if (state.status === 'completed') break;
        const [open] = pendingApprovals(state);
        const word = open?.action.input['to'] === 'two' ? 'deny' : 'approve';
        if (open && round % 2 === 0) await dying('asker', [word, RUN, open.id]);
        else
          await dying(
            'resumer',
            events.length === 0
              ? ['run', 'project/lead', '--offline', '--approve', 'ask', '--run-id', RUN, '--quiet']
              : ['resume', RUN, '--quiet'],
          );
      }
      expect(killed).toBe(1);
      const state = foldRun(await eventsOf(cwd));
      expect(state.status).toBe('completed');
      expect(lost).toBe(0);
      const ran = shipped(ledger);
      expect(new Set(ran).size).toBe(ran.length);
      expect(ran.join()).not.toContain('two');
      // Only a call that was cut off between its start and its end may not have happened.
      expect(ran.length).toBeGreaterThanOrEqual(at.moment.startsWith('tool-started') ? 1 : 2);
      const checked = await ryeJson(['fsck', '--json'], { cwd });
      expect(checked.json).toMatchObject({ ok: true });
    },
  );

  it('at approval-voided: the changed action is asked about anew, and neither ran before', async () => {
    const { cwd, ledger } = shipping();
    await rye(['run', 'project/lead', '--offline', '--approve', 'ask', '--run-id', RUN, '--quiet'], { cwd });
    await rye(['approve', RUN, 'a1'], { cwd });
    const tool = join(cwd, '.ai/tools/project/ship.sh');
    writeFiles(cwd, { '.ai/tools/project/ship.sh': `${readFileSync(tool, 'utf8')}# changed\n` });
    const died = await rye(['resume', RUN, '--quiet'], { cwd, env: { RYE_FAILPOINT: 'approval-voided' } });
    onTestFinished(({ task }) =>
      tell(inject('crashTally'), {
        kills: ['approval-voided'],
        recovered: task.result?.state === 'pass',
        repeated: 0,
        lost: 0,
      }),
    );
    expect(died.signal).toBe('SIGKILL');
    expect((await rye(['resume', RUN, '--quiet'], { cwd })).code).toBe(4);
    expect(shipped(ledger)).toEqual([]);
    const state = foldRun(await eventsOf(cwd));
    expect([...state.approvals.values()].map(({ id, status }) => `${id} ${status}`)).toEqual([
      'a1 voided',
      'a2 pending',
    ]);
  });
});

/** Of each of five levels; a hundred in all where everything is run. */
const ASKERS = isFull ? 20 : 2;

describe(`${5 * ASKERS} questions at five depths`, () => {
  it('are answered in any order by two processes: what was approved ran once, what was denied never', async () => {
    const cwd = tempRepository();
    const ledger = join(tempFolder(), 'ledger');
    const spawn = (name: string, key: string, more: object = {}) => ({
      tool: 'rye_execute',
      input: { item_type: 'directive', item_id: `project/${name}`, key, async: true, ...more },
    });
    const levels = [1, 2, 3, 4, 5];
    // Of each level some ask, and one goes on downwards.
    const files: Record<string, string> = {
      '.ai/directives/project/asker.md': directive('asker'),
      '.ai/tools/project/ship.sh': `#!/bin/sh\n# description: Ships.\nprintf '%s\\n' "$(cat)" >> ${ledger}\necho '{"ok":true}'\n`,
      '.ai/config/agent/approvals.yaml': 'rules: [{do: ask, capability: rye.execute.tool.project.ship}]\n',
      '.ai/config/agent/runtime.yaml':
        'concurrency: {max_total_threads: 200, max_concurrent_children: 50}\nlimits: {duration_seconds: 3600}\n',
      '.ai/offline/project/asker.yaml':
        'turns:\n  - calls: [{tool: project/ship, input: {me: "${inputs.me}"}}]\n  - text: done\n',
    };
    for (const level of levels) {
      const askers = {
        ...spawn('asker', 'ask${nth}', { parameters: { me: `l${level}-\${nth}` } }),
        name: 'askers',
        foreach: Array.from({ length: ASKERS }, (_, nth) => nth),
        as: 'nth',
      };
      const isLast = level === levels.length;
      const down = isLast ? [] : [{ ...spawn(`level${level + 1}`, 'down'), name: 'down' }];
      files[`.ai/directives/project/level${level}.md`] = directive(`level${level}`);
      files[`.ai/offline/project/level${level}.yaml`] = JSON.stringify({
        turns: [
          { calls: [askers, ...down] },
          { wait: { for: 'askers', timeout: 3000 } },
          ...(isLast ? [] : [{ wait: { for: 'down', timeout: 3000 } }]),
          { text: 'done' },
        ],
      });
    }
    writeFiles(cwd, files);
    const asked = await rye(['run', 'project/level1', '--offline', '--approve', 'ask', '--run-id', RUN, '--quiet'], {
      cwd,
    });
    expect(asked.code, asked.stderr).toBe(4);
    const { json } = await ryeJson<{ approvals: ApprovalDocument[] }>(['approvals', RUN, '--json'], { cwd });
    expect(json.approvals).toHaveLength(5 * ASKERS);
    expect(new Set(json.approvals.map(({ asked_by }) => asked_by.length))).toEqual(new Set([2, 3, 4, 5, 6]));
    // An order that is the same each time, and no order of anything: by hash.
    const shuffled = json.approvals.toSorted((a, b) => (a.digest < b.digest ? -1 : 1)).map(({ id }) => id);
    const denied = shuffled.filter((_, nth) => nth % 4 === 0);
    const approved = shuffled.filter((_, nth) => nth % 4 !== 0);
    const answers = await Promise.all([
      rye(['deny', RUN, ...denied], { cwd }),
      rye(['approve', RUN, ...approved], { cwd }),
    ]);
    for (const { code, stderr } of answers) expect(code, stderr).toBe(0);
    const ended = await rye(['resume', RUN, '--quiet'], { cwd });
    expect(ended.code, ended.stderr).toBe(0);
    const ran = shipped(ledger).map((line) => (JSON.parse(line) as { me: string }).me);
    const wanted = json.approvals
      .filter(({ id }) => approved.includes(id))
      .map(({ action }) => JSON.stringify(action.input['me']).slice(1, -1));
    expect(new Set(ran)).toEqual(new Set(wanted));
    expect(ran).toHaveLength(wanted.length);
    expect(git(cwd, '-C', '.ai/data', 'fsck', '--strict')).not.toContain('error');
  });
});
