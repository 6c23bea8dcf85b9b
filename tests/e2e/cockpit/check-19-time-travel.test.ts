import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { driveRun, recordRun, type Timed } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { ryeJson } from '../../helpers/rye.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';
import { until } from '../../helpers/until.ts';

/** The eight threads, each event in a commit of its own: any of them can be forked. */
function committedOneByOne(): Timed[] {
  return scoutPlanBuild().map(({ atMs, draft }) => {
    if (draft.type !== 'run_started') return { atMs, draft };
    const { commit: _grouped, ...data } = draft.data;
    return { atMs, draft: { ...draft, data } };
  });
}

const LAST = committedOneByOne().length;

/** What is drawn of a thread at 80×24: its name, its state, its turns, what it has spent. */
const ROW =
  /^│[ >]*(?:[▾▸] )?(?:[│├└] *)*[▾▸]? ?\S (\S+) +\S* *(run|wait|done|FAIL|stopped) +(\d+|-)\/\d+ +\S+ +([\d.]+|-)/;

function threadRows(terminal: Terminal): unknown[][] {
  const number = (text = ''): number => (text === '-' ? 0 : Number(text));
  const rows = terminal.screen().flatMap((row) => {
    const [, name, state, turns, usd] = ROW.exec(row) ?? [];
    return name === undefined ? [] : [[name, state, number(turns), number(usd)]];
  });
  return byName(rows);
}

const WORDS: Readonly<Record<string, string>> = {
  created: 'wait',
  running: 'run',
  waiting: 'run',
  completed: 'done',
  error: 'FAIL',
};

/** The same, of the document that `rye show RUN@SEQ` prints. */
function threadsOf({ item, threads }: RunDocument): unknown[][] {
  return byName(
    threads.map(({ place, status, cost }) => [
      place === 'root' ? item : place.split('/').at(-1),
      WORDS[status] ?? status,
      cost.turns,
      cost.usd,
    ]),
  );
}

/** The tree has parents above their children, the document the order of creation. */
function byName(rows: unknown[][]): unknown[][] {
  return rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

/** Hashes of all files below a folder. */
function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .toSorted();
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}

const atEvent =
  (seq: number, last = LAST) =>
  (terminal: Terminal): boolean =>
    new RegExp(`HISTORY ${seq} of ${last} {2}[0-9a-f]{7} {2}READ-ONLY`).test(terminal.screen()[0] ?? '');

async function show(project: string, seq: number): Promise<RunDocument> {
  return (await ryeJson<RunDocument>(['show', `${SCOUT_RUN}@${seq}`], { cwd: project })).json;
}

async function eventsOf(project: string, runId: string): Promise<Event[]> {
  return (await ryeJson<{ events: (Event & { commit?: string })[] }>(['log', runId], { cwd: project })).json.events.map(
    ({ commit: _commit, ...event }) => event as Event,
  );
}

describe('check 19: time travel', () => {
  it('check 19: five steps back show the fold of that commit; live events change no cell; esc shows them; no file changes', async () => {
    const project = namedRepository('shop-api');
    const folder = join(project, '.ai/data/runs', SCOUT_RUN);
    const run = await driveRun(project, SCOUT_RUN, committedOneByOne());
    await run.writer.committed();
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    const before = hashes(folder);
    terminal.press('t');
    await terminal.waitFor(atEvent(LAST));
    terminal.press('[', '[', '[', '[', '[');
    await terminal.waitFor(atEvent(LAST - 5));
    expect(terminal.screen()[0]).toContain('READ-ONLY, run still live');
    expect(threadRows(terminal)).toEqual(threadsOf(await show(project, LAST - 5)));
    expect(terminal.wrappedRows()).toEqual([]);
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-19-history.txt');
    // A turn back, and on again, and something that it may not.
    terminal.press('{');
    await terminal.waitFor((seen) => !atEvent(LAST - 5)(seen));
    const [, turn = ''] = /HISTORY (\d+) of/.exec(terminal.text()) ?? [];
    expect((await eventsOf(project, SCOUT_RUN))[Number(turn) - 1]?.type).toBe('model_call_completed');
    expect(threadRows(terminal)).toEqual(threadsOf(await show(project, Number(turn))));
    terminal.press('p');
    await terminal.waitFor('READ-ONLY: esc returns to now');
    expect(hashes(folder)).toEqual(before);

    const frame = terminal.text();
    const other = await openCockpit(project, [SCOUT_RUN]);
    await other.waitFor('docs-fetch');
    const { length } = terminal.writes;
    const gone = draftOf(
      'thread_failed',
      { error: { code: 'test/gone', message: 'no such page' } },
      { thread: 'docs-fetch' },
    );
    await run.append(gone);
    await run.writer.committed();
    const between = hashes(folder);
    await other.waitFor(/docs-fetch.* FAIL .*no such page/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(terminal.text()).toBe(frame);
    expect(terminal.raw(length)).toBe('');
    terminal.press(KEY.escape);
    await terminal.waitFor(/docs-fetch.* FAIL .*no such page/);
    expect(terminal.text()).not.toContain('HISTORY');
    expect(threadRows(terminal)).toEqual(threadsOf(await show(project, LAST + 1)));
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    expect(hashes(folder)).toEqual(between);
    await run.close();
  });

  it('check 19: a run that has ended is looked at in the same way, and nothing of the state repository changes', async () => {
    const project = namedRepository('shop-api');
    const ended = [...committedOneByOne(), { atMs: 380_000, draft: draftOf('run_cancelled') }];
    await recordRun(project, SCOUT_RUN, ended);
    const before = hashes(join(project, '.ai/data'));
    const terminal = await openCockpit(project, [SCOUT_RUN], { columns: 160, rows: 45 });
    await terminal.waitFor('docs-fetch');
    terminal.press('t', '[');
    await terminal.waitFor(atEvent(LAST, LAST + 1));
    expect(terminal.screen()[0]).toContain('READ-ONLY, run has ended');
    await until(() => Promise.resolve(/docs-fetch .* run /.test(terminal.text())));
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-19-history-wide.txt');
    terminal.press(']');
    await terminal.waitFor(atEvent(LAST + 1, LAST + 1));
    terminal.press(KEY.escape);
    await terminal.waitFor('- stopped');
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    const there = await openCockpit(project, [`${SCOUT_RUN}@100`]);
    await there.waitFor(atEvent(100, LAST + 1));
    expect(threadRows(there)).toEqual(threadsOf(await show(project, 100)));
    there.press(KEY.ctrl('c'));
    await there.exited;
    expect(hashes(join(project, '.ai/data'))).toEqual(before);
  });
});

describe('check 19: F in time travel', () => {
  it('check 19: forks there; the fork has the same events up to it and what was spent by then, and is not driven', async () => {
    const project = namedRepository('shop-api');
    const run = await driveRun(project, SCOUT_RUN, committedOneByOne());
    await run.writer.committed();
    const folder = join(project, '.ai/data/runs', SCOUT_RUN);
    const before = hashes(folder);
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    terminal.press('t', '[', '[', '[', '[', '[');
    await terminal.waitFor(atEvent(LAST - 5));
    terminal.press('F');
    await terminal.waitFor(`┌ fork ${SCOUT_RUN}@${LAST - 5}`);
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-19-fork.txt');
    terminal.press('the-fork');
    await terminal.waitFor('the-fork');
    terminal.press(KEY.enter);
    await terminal.waitFor(`forked from ${SCOUT_RUN}@${LAST - 5}, nobody drives it: r resumes it`);
    await terminal.waitFor((seen) => (seen.screen()[0] ?? '').includes('the-fork'));
    const source = await show(project, LAST - 5);
    const forked = await eventsOf(project, 'the-fork');
    expect(forked.slice(0, LAST - 5)).toEqual((await eventsOf(project, SCOUT_RUN)).slice(0, LAST - 5));
    expect(forked.slice(LAST - 5).map(({ type }) => type)).toEqual(['run_forked']);
    const { json } = await ryeJson<RunDocument>(['status', 'the-fork'], { cwd: project });
    expect(json.cost).toEqual(source.cost);
    expect(json.status).toBe('interrupted');
    expect(hashes(folder)).toEqual(before);
    terminal.press('r');
    await terminal.waitFor('┌ resume the-fork');
    await run.close();
  });

  it('check 19: where the event shares its commit, says so and takes the nearest that does not', async () => {
    const project = namedRepository('shop-api');
    await recordRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    terminal.press('t', '[');
    await terminal.waitFor(atEvent(LAST - 1));
    terminal.press('F', KEY.enter);
    await terminal.waitFor(/it shares a commit with the/);
    expect(terminal.text()).toMatch(/tab takes event \d+/);
    terminal.press(KEY.tab);
    await terminal.waitFor((seen) => !seen.text().includes('shares a commit'));
    const [, seq = ''] = new RegExp(`┌ fork ${SCOUT_RUN}@(\\d+)`).exec(terminal.text()) ?? [];
    expect(Number(seq)).not.toBe(LAST - 1);
    terminal.press('the-fork', KEY.enter);
    await terminal.waitFor(`forked from ${SCOUT_RUN}@${seq}`);
    expect(await eventsOf(project, 'the-fork')).toHaveLength(Number(seq) + 1);
  });
});
