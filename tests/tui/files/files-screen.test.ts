import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileContent } from '#app';
import { typed } from '../../../src/tui/keys/key.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { listHeight } from '../../../src/tui/model/room.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { eightThreads, feedOf, writingRun } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';
import { GrowingLog, runSteps } from '../random-runs.ts';

const run = writingRun();
const at = (digit: string): string => digit.repeat(64);
const key = (model: Model, name: string) => update(model, { type: 'key', key: typed(name) });

function answered(model: Model, sha256: string, content: FileContent): Model {
  return update(model, { type: 'content', runId: run.runId, sha256, content }).model;
}

const shown = (model: Model): readonly (string | undefined)[] | undefined =>
  model.run?.files?.rows.map((file) => file.shown);

describe('what a run wrote', () => {
  it('is listed as it was written last, in the order of the first time, the selected one below', () => {
    const model = afterKeys(modelOf({ run }), '6');
    const text = 'src/client.ts\n\u001b]52;c;eA==\u0007src/adapter.ts\t2 calls\n';
    expect(screenOf(answered(model, at('5'), { kind: 'text', text }))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%
       1 Runs  2 Threads  3 Board  4 Log  5 Diff  [6 Files]                  00:06:12
      ┌ Files 4/4 ───────────────────────────────────────────────────────── / filter ┐
      │   PATH                           KIND          BYTES  WRITTEN BY    TIME UTC │
      │ > artifacts/relevant-files.md    artifact          7  scout-2       11:42:13 │
      │   .ai/data/sdk/plan.json         data     12,345,678  planner       11:42:10 │
      │   …apters/agent-sdk-v2-client.ts project          99  planner       11:42:11 │
      │   artifacts/report.md            artifact         40  docs-fetch    11:42:12 │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ artifacts/relevant-files.md ───────────────────────────────────── J/K scroll ┐
      │ 7 bytes, sha256 555555555555, step 110 by scout-2, written 2 times           │
      │ src/client.ts                                                                │
      │ src/adapter.ts  2 calls                                                      │
      │                                                                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  r resume…  e edit  y yank
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('stands beside the content where there is room, and fits into 60×15', () => {
    const wide = afterKeys(modelOf({ run, columns: 160, rows: 16 }), '6', 'j', 'j');
    expect(screenOf(wide)).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build "Migrate to new Agent SDK"            * LIVE  2 run  1 wait  !1 ask  ✗1  $1.25/5.00 [##......] 25%  2.2M tok  00:06:12
       1 Runs   2 Threads   3 Board   4 Log   5 Diff   [6 Files]                                                      .ai/data r-7f3a @ a81c2e4 (step 110)   watching
      ┌ Files 4/4 ───────────────────────────────────────────────────────── / filter ┐┌ src/client/adapters/agent-sdk-v2-client.ts ────────────────────── J/K scroll ┐
      │   PATH                           KIND          BYTES  WRITTEN BY    TIME UTC ││ 99 bytes, sha256 aaaaaaaaaaaa, step 108 by planner                           │
      │   artifacts/relevant-files.md    artifact          7  scout-2       11:42:13 ││ not read yet                                                                 │
      │   .ai/data/sdk/plan.json         data     12,345,678  planner       11:42:10 ││                                                                              │
      │ > …apters/agent-sdk-v2-client.ts project          99  planner       11:42:11 ││                                                                              │
      │   artifacts/report.md            artifact         40  docs-fetch    11:42:12 ││                                                                              │
      │                                                                              ││                                                                              │
      │                                                                              ││                                                                              │
      │                                                                              ││                                                                              │
      │                                                                              ││                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  r resume…  e edit  y yank
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                                                                                                       1 needs you: A"
    `);
    expect(screenOf(afterKeys(modelOf({ run, columns: 60, rows: 15, ascii: true }), '6', 'G'))).toMatchInlineSnapshot(`
      " rye  shop-api > r-7f3a scout-plan~  * LIVE  !1  $1.25/5.00
       1 Runs  2 Threads  3 Board  4 Log  5 Diff  [6 Files]
      + Files 4/4 ------------------------------------- / filter +
      |   PATH                     BYTES  WRITTEN BY    TIME UTC |
      |   ~/relevant-files.md          7  scout-2       11:42:13 |
      |   ~data/sdk/plan.json 12,345,678  planner       11:42:10 |
      |   ~t-sdk-v2-client.ts         99  planner       11:42:11 |
      | > artifacts/report.md         40  docs-fetch    11:42:12 |
      |                                                          |
      |                                                          |
      |                                                          |
      +----------------------------------------------------------+
       j/k move  enter open  r resume~  e edit  y yank
       / filter   : command   ? help   tab next pane   q quit
                                                   1 needs you: A"
    `);
  });

  it('says that there is nothing, and that it is being read', () => {
    const { events, ...none } = eightThreads();
    expect(screenOf(afterKeys(modelOf({ run: { ...none, events } }), '6'))).toContain(
      '│ This run has written no files.',
    );
    const loading = { ...feedOf([]), runId: 'empty-run', phase: 'loading' as const };
    expect(screenOf(afterKeys(modelOf({ run: loading }), '6'))).toContain('│ reading the log ');
  });

  it.each<[FileContent, string]>([
    [{ kind: 'binary' }, 'no text, not shown'],
    [{ kind: 'large' }, 'more than 1 MiB, not shown'],
    [{ kind: 'missing', reason: 'Run r-7f3a holds no such content.' }, 'lost: Run r-7f3a holds no such content.'],
    [{ kind: 'text', text: '' }, '(empty)'],
  ])('names what cannot be shown: %o', (content, words) => {
    const model = answered(afterKeys(modelOf({ run }), '6'), at('5'), content);
    expect(screenOf(model)).toContain(`│ ${words}`);
    if (content.kind === 'text') return;
    const { model: next, effects } = key(model, 'e');
    expect(effects).toEqual([]);
    expect(next.notice?.text).toContain(words);
    expect(screenOf(afterKeys(model, 'y'))).toMatch(/content +there is none yet/);
  });

  it('says of a pruned run when its contents went', () => {
    const events = [...run.events, ...logOf([draftOf('run_pruned')], run.events.length + 1)];
    const model = afterKeys(modelOf({ run: feedOf(events) }), '6');
    expect(screenOf(answered(model, at('5'), { kind: 'missing', reason: 'gone' }))).toMatch(
      /pruned at 2026-\S+Z: what/,
    );
  });

  it.each([
    ['sdk', ['.ai/data/sdk/plan.json', 'src/client/adapters/agent-sdk-v2-client.ts']],
    ['type:project', ['src/client/adapters/agent-sdk-v2-client.ts']],
    ['thread:scout', ['artifacts/relevant-files.md']],
    ['!artifacts !.ai', ['src/client/adapters/agent-sdk-v2-client.ts']],
    ['state:done', ['artifacts/relevant-files.md']],
    ['nothing', []],
  ])('takes the filter %s', (filter, wanted) => {
    const model = afterKeys(modelOf({ run }), '6', '/', filter, 'enter');
    expect(shown(model)).toEqual(wanted);
    expect(screenOf(model)).toContain(`┌ Files ${wanted.length}/4  ${filter} `);
    expect(afterKeys(model, 'escape').run?.files?.rows).toHaveLength(4);
  });

  it('goes to an editor and the clipboard as it is, under a name that no file system minds', () => {
    const hostile = [
      ...run.events,
      ...logOf([draftOf('file_written', { path: 'src/../..-x y;$(z).ts', sha256: at('7') })], 111),
    ];
    const model = afterKeys(modelOf({ run: feedOf(hostile) }), '6', 'G');
    const sent = update(model, { type: 'content', runId: run.runId, sha256: at('5'), content: { kind: 'binary' } });
    const read = answered(sent.model, at('7'), { kind: 'text', text: 'a\tb\r\n' });
    expect(key(read, 'e').effects).toEqual([{ kind: 'edit', name: 'x_y___z_.ts', text: 'a\tb\r\n' }]);
    expect(update(afterKeys(read, 'y'), { type: 'key', key: typed('o') }).effects).toEqual([
      { kind: 'copy', what: 'content', text: 'a\tb\r\n' },
    ]);
    const artifact = afterKeys(read, 'g', 'y');
    expect(screenOf(artifact)).toContain('.ai/data/runs/r-7f3a/artifacts/relevant-files.md');
    expect(screenOf(artifact)).toContain(at('5').slice(0, 40));
  });

  it('scrolls the content, and begins at its top with another file', () => {
    const text = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
    const model = answered(afterKeys(modelOf({ run }), '6'), at('5'), { kind: 'text', text });
    expect(screenOf(model)).toContain('│ line 3 ');
    const scrolled = afterKeys(model, 'J', 'J');
    expect(screenOf(scrolled)).not.toContain('│ line 0 ');
    expect(screenOf(scrolled)).toContain('│ line 5 ');
    expect(afterKeys(scrolled, 'j', 'k').run?.files?.textTop).toBe(0);
    const whole = screenOf(afterKeys(model, 'enter', 'G'));
    expect(whole).toContain('│ line 39 ');
    expect(whole).toContain('41/41');
  });

  it('keeps what is too long for a screen for an editor', () => {
    const text = `${'x'.repeat(30_000)}\n${'short\n'.repeat(6_000)}`;
    const model = answered(afterKeys(modelOf({ run }), '6'), at('5'), { kind: 'text', text });
    const end = screenOf(afterKeys(model, 'enter', 'G'));
    expect(end).toMatch(/\d+ more lines: e opens all of it/);
    expect(key(model, 'e').effects).toEqual([{ kind: 'edit', name: 'relevant-files.md', text }]);
  });
});

describe('the content of a file', () => {
  it('is asked for where one stops, one file at a time; what comes for another is dropped', () => {
    const opened = key(modelOf({ run }), '6');
    expect(opened.effects).toMatchObject([
      { kind: 'readContent', runId: 'r-7f3a', sha256: at('5'), event: { seq: 110 } },
    ]);
    const down = key(key(key(opened.model, 'j').model, 'j').model, 'j');
    expect(down.effects).toEqual([]);
    const late = update(down.model, {
      type: 'content',
      runId: 'r-7f3a',
      sha256: at('5'),
      content: { kind: 'text', text: 'of the first file' },
    });
    expect(late.effects).toMatchObject([{ kind: 'readContent', sha256: at('4') }]);
    expect(screenOf(late.model)).not.toContain('of the first file');
    const other = update(late.model, {
      type: 'content',
      runId: 'other-run',
      sha256: at('4'),
      content: { kind: 'text', text: 'of another run' },
    });
    expect(screenOf(other.model)).not.toContain('of another run');
    expect(screenOf(answered(other.model, at('4'), { kind: 'text', text: 'the report' }))).toContain('│ the report ');
  });

  it('is not asked for where it is larger than 1 MiB, and anew where it was written again', () => {
    const read = answered(afterKeys(modelOf({ run }), '6'), at('5'), { kind: 'text', text: 'old' });
    expect(key(read, 'j').effects).toEqual([]);
    expect(screenOf(key(read, 'j').model)).toContain('more than 1 MiB, not shown');
    const again = draftOf('artifact_written', { path: 'relevant-files.md', sha256: at('6') }, { thread: 'planner' });
    const feed = feedOf([...run.events, ...logOf([again], 111)]);
    const { model, effects } = update(read, { type: 'run', feed });
    expect(effects).toMatchObject([{ kind: 'readContent', sha256: at('6') }]);
    expect(screenOf(model)).not.toContain('old');
    expect(screenOf(model)).toContain('written 3 times');
  });

  it('is not asked for from another view', () => {
    expect(key(afterKeys(modelOf({ run }), '6', '2'), 'j').effects).toEqual([]);
  });
});

describe('a list of files that grows', () => {
  it('has each file once, as a fresh look has it, and its selection on its file, whatever comes', () => {
    fc.assert(
      fc.property(
        runSteps,
        fc.array(fc.tuple(runSteps, fc.constantFrom('j', 'k', 'g', 'G', 'n')), { maxLength: 5 }),
        fc.constantFrom('', 'dir', '!data', 'type:project', 'thread:t1'),
        (before, rounds, filter) => {
          const log = new GrowingLog();
          for (const step of before) log.take(step);
          let model = afterKeys(modelOf({ run: feedOf(log.events) }), '6', '/', filter, 'enter');
          for (const [steps, pressed] of rounds) {
            model = afterKeys(model, pressed);
            const was = model.run?.files?.scroll.selected;
            for (const step of steps) log.take(step);
            model = update(model, { type: 'run', feed: feedOf(log.events) }).model;
            const { files } = model.run ?? {};
            const fresh = afterKeys(modelOf({ run: feedOf(log.events) }), '6', '/', filter, 'enter').run?.files;
            expect(files?.rows).toEqual(fresh?.rows);
            expect(new Set(files?.ids).size).toBe(files?.ids.length);
            expect(files?.ids).toEqual(files?.rows.map(({ id }) => id));
            const { scroll } = files ?? {};
            expect(files?.ids[scroll?.index ?? 0]).toBe(scroll?.selected);
            if (was !== undefined && files?.ids.includes(was)) expect(scroll?.selected).toBe(was);
            const line = (scroll?.index ?? 0) - (scroll?.top ?? 0);
            expect(line).toBeGreaterThanOrEqual(0);
            expect(line).toBeLessThan(listHeight(model, 'files'));
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});
