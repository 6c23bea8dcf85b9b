import { expect, it } from 'vitest';
import { openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { expectUndisturbed, pipelineProject } from '../../helpers/killed-pipeline.ts';
import { rye, ryeJson } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';

const POINTS = [
  'journal-ack-after:9',
  'model-reply-recorded:4',
  'child-spawned:3',
  'tool-finished:4',
  'ref-move-after:3',
] as const;

it.each(POINTS)(
  'check 18: a driver killed at %s: who is unfinished is said, and r finishes as if nothing had been',
  async (point) => {
    const { project, ledger } = pipelineProject();
    const run = ['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'];
    const killed = await rye(run, { cwd: project, env: { RYE_FAILPOINT: point } });
    expect(killed.code).toBe(null);
    const { json } = await ryeJson(['status', 'the-run'], { cwd: project });
    expect(json.status).toBe('interrupted');
    const open = json.threads.filter(({ ended_at }) => ended_at === undefined).length;

    const terminal = await openCockpit(project, ['the-run', '--offline']);
    await terminal.waitFor(
      new RegExp(`interrupted .*pid \\d+ dead.*, ${open} of ${json.threads.length} threads unfinished`),
    );
    if (point === POINTS[0]) await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-18-interrupted.txt');
    terminal.press('r');
    await terminal.waitFor('┌ resume the-run');
    terminal.press(KEY.enter);
    await terminal.waitFor(/✓ done/);
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
    expectUndisturbed((await ryeJson(['status', 'the-run'], { cwd: project })).json, project, ledger);
  },
);
