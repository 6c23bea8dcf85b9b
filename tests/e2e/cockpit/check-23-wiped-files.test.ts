import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { expectUndisturbed } from '../../helpers/killed-pipeline.ts';
import { writePipeline } from '../../helpers/pipeline.ts';
import { git, rye, ryeJson, startRye, tempFolder, writeFiles } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';
import { until } from '../../helpers/until.ts';

/** What somebody may do to a repository while a run is at work in it. */
const WAYS = {
  'stash -u': [
    ['stash', '--include-untracked', '--quiet'],
    ['stash', 'pop', '--quiet'],
  ],
  'clean -fd': [['clean', '-fd', '--quiet']],
  'another branch': [
    ['switch', '--quiet', '--create', 'other'],
    ['switch', '--quiet', 'trunk'],
  ],
  'clean -fdx': [['clean', '-fdx', '--quiet']],
  'clean -ffdx': [['clean', '-ffdx', '--quiet']],
} as const;

it.each(Object.entries(WAYS))(
  'check 23: %s while a run is at work loses no event, and the cockpit shows it to its end',
  async (way, commands) => {
    const project = namedRepository('shop-api');
    const ledger = join(tempFolder(), 'ledger');
    writePipeline(project, { ledger, delayMs: 1200 });
    git(project, 'add', '--all');
    git(project, 'commit', '--quiet', '--message=pipeline');
    writeFiles(project, { 'README.md': '# Work in progress\n', 'new.txt': 'new\n' });
    const { finished } = startRye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    await until(async () => existsSync(join(project, '.ai/data/runs/the-run/events/0000/000001.jsonl')));
    const terminal = await openCockpit(project, ['the-run', '--offline']);
    await terminal.waitFor('leaf2');
    for (const command of commands) git(project, ...command);
    // What one `-f` leaves alone, two take away: the working files, with the cockpit and the driver in the midst of them.
    const isWiped = !existsSync(join(project, '.ai/data/runs'));
    expect(isWiped).toBe(way === 'clean -ffdx');
    const driven = await finished;
    // Wiped between a file that it wrote and the event that names it, a driver may stop with a word, and is gone on with.
    const { code, stderr } =
      isWiped && driven.code === 3 ? await rye(['resume', 'the-run', '--quiet'], { cwd: project }) : driven;
    expect(code, stderr).toBe(0);
    await terminal.waitFor(/✓ done/);
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-23-wiped-files.txt');
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    if (isWiped) expect((await rye(['fsck', '--repair'], { cwd: project })).code).toBe(0);
    expectUndisturbed((await ryeJson(['status', 'the-run'], { cwd: project })).json, project, ledger);
  },
);
