import { describe, expect, it } from 'vitest';
import type { RunDocument } from '#protocol';
import { namedRepository } from '../../helpers/cockpit.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { checkout, rye, ryeJson } from '../../helpers/rye.ts';
import { testTerminal } from '../../helpers/rye-terminal.ts';

const command = `"${process.execPath}" "${checkout}bin/rye.js" tui`;

describe('check 5: no terminal', () => {
  it('check 5: neither is one: a hint, no escape byte, exit 2', async () => {
    for (const args of [['tui'], ['tui', '--linear'], ['demo', '--tui']]) {
      const { code, stdout, stderr } = await rye(args, { cwd: namedRepository() });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.split('\n')).toEqual([
        'rye: The cockpit needs a terminal, and standard input is none.',
        '  Here `rye runs`, `rye status RUN` and `rye log RUN --follow` tell the same, also as --json.',
        '  [cli/no-terminal]',
        '',
      ]);
    }
  });

  it.each([
    ['input', `${command} </dev/null; echo "exit $?"`],
    ['output', `${command} >/tmp/rye-check-5-$$; echo "exit $?"; wc -c </tmp/rye-check-5-$$; rm /tmp/rye-check-5-$$`],
  ])('check 5: standard %s is none: the same in a terminal', async (stream, line) => {
    const terminal = testTerminal(['sh', '-c', line], { cwd: namedRepository(), columns: 120 });
    await terminal.exited;
    expect(terminal.text()).toContain(`standard ${stream} is none`);
    expect(terminal.text()).toContain('exit 2');
    expect(terminal.raw()).not.toContain('\u001b');
    if (stream === 'output') expect(terminal.text()).toMatch(/exit 2\n0\n/);
  });

  it('check 5: the status of the same run is a document', async () => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, scoutPlanBuild());
    const { json } = await ryeJson<RunDocument>(['status', SCOUT_RUN], { cwd: project });
    expect(json).toMatchObject({
      run_id: SCOUT_RUN,
      item: 'scout-plan-build',
      kind: 'directive',
      status: 'interrupted',
      budget: { limit_usd: 5, spent_usd: 1.25 },
      waiting_for: [],
    });
    expect(json.threads.map(({ status }) => status)).toEqual([
      'waiting',
      'completed',
      'completed',
      'error',
      'completed',
      'running',
      'waiting',
      'running',
    ]);
  });
});
