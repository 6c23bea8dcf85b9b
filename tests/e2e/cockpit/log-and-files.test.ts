import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { enterCommand, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { listText, panesText } from '../../helpers/frame-panes.ts';
import { ITEM, leadProject } from '../../helpers/lead-pipeline.ts';
import { driveRun, recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { git, rye, ryeJson, tempFolder, writeFiles } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';

const RUN = 'the-run';

/** An event as `rye log --json` tells it. */
type LoggedEvent = Event & { commit: string };

/** A project with a run of the template `pipeline` that has ended, and the run's events. */
async function ranPipeline(): Promise<{ project: string; events: LoggedEvent[] }> {
  const project = await leadProject();
  const { code, stderr } = await rye(['run', ITEM, '--offline', '--quiet', '--run-id', RUN], { cwd: project });
  expect(code, stderr).toBe(0);
  const { json } = await ryeJson<{ events: LoggedEvent[] }>(['log', RUN], { cwd: project });
  return { project, events: json.events };
}

describe('the log and the files of a run', () => {
  it('show each event and each file of a run that has ended, and open them in full', async () => {
    const { project, events } = await ranPipeline();
    const seen = join(tempFolder(), 'seen');
    const editor = join(tempFolder(), 'editor');
    writeFiles(join(editor, '..'), { editor: `#!/bin/sh\ncp "$1" '${seen}'\n` });
    chmodSync(editor, 0o755);
    const terminal = await openCockpit(project, [RUN], { rows: 30, env: { EDITOR: editor } });
    await terminal.waitFor(/✓ done/);
    terminal.press('4');
    await terminal.waitFor(`┌ Log ${events.length}/${events.length} `);
    await terminal.waitFor(`${RUN}@${events.length} › run_completed`);
    await terminal.waitFor(/│ commit [0-9a-f]{8}/);

    // Every event can be reached, and is shown as it is in the log.
    terminal.press('g');
    await terminal.waitFor(`${RUN}@1 › run_started`);
    terminal.press('/', 'type:data_written', KEY.enter);
    const written = events.filter(({ type }) => type === 'data_written');
    await terminal.waitFor(`┌ Log ${written.length}/${events.length}  type:data_written `);
    terminal.press('G');
    const last = written.at(-1);
    await terminal.waitFor(`${RUN}@${last?.seq} › data_written`);
    terminal.press(KEY.enter);
    await terminal.waitFor((now) => !now.text().includes('┌ Log'));
    await terminal.waitFor(/│ commit [0-9a-f]{40} /);
    const { commit, ...event } = last ?? { commit: '' };
    expect(terminal.text()).toContain(`│ commit ${commit} `);
    terminal.press('e');
    await terminal.waitFor(() => readMaybe(seen) !== undefined);
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual(event);
    await terminal.waitFor('data_written');

    terminal.press('6');
    await terminal.waitFor(/┌ Files (\d+)\/\1 /);
    await terminal.waitFor((now) => !now.text().includes('not read yet'));
    // Who of two threads at work writes first is up to chance; whoever gathers what they wrote comes last.
    await enterCommand(terminal, 'filter type:data');
    await terminal.waitFor('┌ Files 2/4  type:data ');
    await terminal.waitFor((now) => !now.text().includes('not read yet'));
    await expect(listText(terminal)).toMatchFileSnapshot('frames/files-of-pipeline.txt');
    await enterCommand(terminal, 'filter pipeline.json');
    await terminal.waitFor(/┌ Files 1\/\d+ {2}pipeline.json /);
    terminal.press(KEY.enter);
    const content = readFileSync(join(project, '.ai/data/leads/pipeline.json'), 'utf8');
    const line =
      content
        .split('\n')
        .find((each) => each.trim().length > 8)
        ?.slice(0, 40) ?? '?';
    await terminal.waitFor(line.trim());
    rmSync(seen);
    terminal.press('e');
    await terminal.waitFor(() => readMaybe(seen) !== undefined);
    expect(readFileSync(seen, 'utf8')).toBe(content);
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);

    // Once what was said in it is taken out, the files are named still.
    expect((await rye(['prune', RUN, '--yes'], { cwd: project })).code).toBe(0);
    const pruned = await openCockpit(project, [RUN]);
    await pruned.waitFor(/✓ done/);
    pruned.press('6', 'G');
    await pruned.waitFor(/pruned at \d{4}-/);
  });

  it('name a content that is lost, or no text', async () => {
    const project = namedRepository();
    const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild());
    const put = async (text: string) => run.writer.putContent(Buffer.from(text));
    const [kept, lost] = [await put('here it is\n'), await put('this goes\n')];
    const zeros = await run.writer.putContent(Buffer.from([0, 1, 2]));
    const file = (path: string, fact: { sha256: string; bytes: number }) =>
      draftOf('artifact_written', { path, ...fact }, { thread: 'planner' });
    await run.append(file('kept.md', kept), file('lost.md', lost), file('zeros.bin', zeros));
    await run.writer.placeArtifact('kept.md', kept.sha256);
    await run.writer.placeArtifact('lost.md', lost.sha256);
    await run.writer.placeArtifact('zeros.bin', zeros.sha256);
    await run.close();
    git(join(project, '.ai/data'), 'branch', '-D', SCOUT_RUN);
    rmSync(join(project, '.ai/data/runs', SCOUT_RUN, 'artifacts/lost.md'));
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    terminal.press('6');
    await terminal.waitFor('here it is');
    terminal.press('j');
    await terminal.waitFor(/│ lost: Run r-7f3a holds no content/);
    await expect(panesText(terminal)).toMatchFileSnapshot('frames/files-lost.txt');
    terminal.press('j');
    await terminal.waitFor('no text, not shown');
  });

  it('follow a run at work, stay where somebody went up to, and go on at its end', async () => {
    const project = namedRepository();
    const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    terminal.press('4');
    await terminal.waitFor(/┌ Log (\d+)\/\1 .*following/);
    await expect(listText(terminal)).toMatchFileSnapshot('frames/log-following.txt');
    const say = async (text: string) => run.append(draftOf('progress_reported', { text }, { thread: 'planner' }));
    await say('first news');
    await terminal.waitFor(/│ > .*first news/);
    terminal.press('k');
    await terminal.waitFor(/F follow/);
    await say('second news');
    await terminal.waitFor(/┌ Log 188\/188 /);
    expect(terminal.text()).not.toMatch(/│ > .*news/);
    terminal.press('G');
    await terminal.waitFor(/│ > .*second news/);
    await say('third news');
    await terminal.waitFor(/│ > .*third news/);
    // A file appears as it is written.
    terminal.press('6');
    await terminal.waitFor('This run has written no files.');
    const fact = await run.writer.putContent(Buffer.from('# Plan\n'));
    await run.append(draftOf('artifact_written', { path: 'plan.md', ...fact }, { thread: 'planner' }));
    await run.writer.placeArtifact('plan.md', fact.sha256);
    await terminal.waitFor('# Plan');
    await run.close();
  });

  it('are reached from the list of runs, hold a run of one event, and fit into 60×15', async () => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, scoutPlanBuild().slice(0, 1));
    const terminal = await openCockpit(project, [], { columns: 60, rows: 15 });
    await terminal.waitFor(SCOUT_RUN);
    terminal.press('4');
    await terminal.waitFor('┌ Log 1/1 ');
    await expect(listText(terminal)).toMatchFileSnapshot('frames/log-of-one-event.txt');
    terminal.press(KEY.enter);
    await terminal.waitFor('"data": {');
    terminal.press('6');
    await terminal.waitFor('This run has written no files.');
    expect(terminal.wrappedRows()).toEqual([]);
    terminal.press('q', 'q', 'q');
    expect((await terminal.exited).code).toBe(0);
  });
});

function readMaybe(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
