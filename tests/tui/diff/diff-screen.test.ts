import { describe, expect, it } from 'vitest';
import { update } from '../../../src/tui/model/update.ts';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, screenOf } from '../model-builder.ts';
import { row } from '../project-rows.ts';
import { compared, diffOfTwo, effectsOf, planningRun, projectOfTwo, twoRuns } from './two-runs.ts';

const rowsOf = (screen: string): string[] => screen.split('\n');

describe('view 5', () => {
  it('opens on d with the older of two marked runs at the left, whichever was marked first', () => {
    for (const keys of [
      ['space', 'j', 'j', 'space'],
      ['j', 'j', 'space', 'k', 'k', 'space'],
    ]) {
      const marked = afterKeys(projectOfTwo(), ...keys);
      expect(effectsOf(marked, 'd')).toEqual([{ kind: 'compare', request: 1, a: 'r-6e10', b: 'r-7f3a' }]);
      expect(screenOf(afterKeys(marked, 'd'))).toContain('comparing r-6e10 with r-7f3a…');
    }
  });

  it('opens on d with one marked run and the selected one; without a mark d says what it needs', () => {
    const one = afterKeys(projectOfTwo(), 'j', 'space', 'k');
    expect(effectsOf(one, 'd')).toEqual([{ kind: 'compare', request: 1, a: 'tidy-zzxy', b: 'r-7f3a' }]);
    for (const keys of [[], ['space']]) {
      const none = afterKeys(projectOfTwo(), ...keys, 'd');
      expect(none.view).toBe('runs');
      expect(none.notice?.text).toBe('space marks a run: d compares two marked ones, or one with the selected');
    }
    const three = afterKeys(projectOfTwo(), 'space', 'j', 'space', 'j', 'space', 'd');
    expect(three.notice?.text).toBe('3 runs are marked: d compares two');
  });

  it('says on 5 how to get one, and then shows the last one again; esc leads back to where one was', () => {
    const none = afterKeys(projectOfTwo(), '5');
    expect(none.notice?.text).toBe('no two runs are compared: in view 1, mark two with space and press d');
    const opened = update(diffOfTwo(), { type: 'opened', feed: eightThreads() }).model;
    const again = afterKeys(opened, '5');
    expect([again.view, again.diff?.comparison !== undefined]).toEqual(['diff', true]);
    expect(afterKeys(again, 'escape').view).toBe('threads');
    expect(afterKeys(diffOfTwo(), 'escape').view).toBe('runs');
    expect(afterKeys(diffOfTwo(), 'tab', 'escape').view).toBe('diff');
  });

  it('is drawn as designed, at 80 columns', () => {
    expect(screenOf(diffOfTwo())).toBe(` rye  shop-api › Diff  r-6e10 (01-02)  ↔  r-7f3a (01-02)              READ-ONLY
 summary  [outputs]  transcript  cost  code          ~ changed  - left  + right
┌ Items 5 changed ───────────┐┌ artifacts/detailed-plan.md ────────── hunk 1/2 ┐
│>~ detailed-plan.md   +3 -2 ││ @@ -11,7 +11,8 @@                              │
│ ~ notes.md           +1 -1 ││   step 11                                      │
│ ~ relevant-files.md  +2 -2 ││   step 12                                      │
│ + review.md             +1 ││   Replace query() with agent.run()             │
│ ~ src/sdk.ts         +1 -1 ││ - keep v1 adapter until step 5                 │
│ = scout-report.md          ││ + delete v1 adapter, no callers left           │
│                            ││ + add contract test for stream order           │
│  planner  9 vs 5 turns     ││   step 15                                      │
│  spend    2.60 vs 1.25     ││   step 16                                      │
│  models   1 changed        ││   step 17                                      │
│                            ││ @@ -32,7 +33,7 @@                              │
│                            ││   step 32                                      │
│                            ││   step 33                                      │
│                            ││   step 34                                      │
│                            ││ - step 35                                      │
│                            ││ + run the tests                                │
│                            ││   step 36                                      │
└────────────────────────────┘└────────────────────────────────────────────────┘
 j/k move  enter open  n/N next hunk  | side-by-side  w ignore space  o next tab
 / filter   D pager   s swap sides   : command   ? help   tab next pane   q quit
`);
  });

  it.each([
    [100, 30],
    [160, 45],
  ])('has room for more at %i columns', (columns, rows) => {
    const screen = rowsOf(screenOf(diffOfTwo({ columns, rows })));
    expect(screen[1]).toMatch(/ {2}\[outputs\] .*~ changed {2}- left only {2}\+ right only$/);
    expect(screen[3]).toMatch(/^│>~ detailed-plan\.md +\+3 -2 ││ @@ -11,7 \+11,8 @@ +│$/);
    expect(screen).toHaveLength(rows);
  });

  it('says in the header when each run began, and of one that goes on that it does', () => {
    const comparison = twoRuns();
    const { runs } = comparison.diff;
    const header = (a: string, b: string, status = runs.b.status): string => {
      const sides = { a: { ...runs.a, started_at: a }, b: { ...runs.b, started_at: b, status } };
      return rowsOf(screenOf(diffOfTwo({}, { ...comparison, diff: { ...comparison.diff, runs: sides } })))[0] ?? '';
    };
    const [today, yesterday] = ['2026-11-26T08:10:00.000Z', '2026-11-25T11:36:00.000Z'];
    expect(header(yesterday, today)).toContain('r-6e10 (yesterday)  ↔  r-7f3a (08:10)');
    expect(header('2026-11-20T08:10:00.000Z', today, 'running')).toContain('r-6e10 (11-20)  ↔  r-7f3a (now)');
    expect(header('2026-11-25T23:50:00.000Z', today)).toContain('r-6e10 (23:50)');
  });

  it('has an arrow and marks of plain ASCII where it is told so', () => {
    const screen = screenOf(diffOfTwo({ ascii: true }));
    expect(rowsOf(screen)[0]).toContain('r-6e10 (01-02)  <->  r-7f3a (01-02)');
    const asked = afterKeys(projectOfTwo({ ascii: true }), 'space', 'j', 'j', 'space', 'd');
    for (const each of [screen, screenOf(asked), screenOf(afterKeys(diffOfTwo({ ascii: true }), '|', 'enter'))])
      expect(each).not.toMatch(/[^\x20-\x7e\n]/);
  });

  it('draws left and right side by side on |', () => {
    const rows = rowsOf(screenOf(afterKeys(diffOfTwo(), '|')));
    expect(rows.slice(7, 10).map((line) => line.slice(31, 79))).toEqual([
      '  agent.run()          │  agent.run()           ',
      ' -keep v1 adapter      │ +delete v1 adapter,    ',
      '  until step 5         │  no callers left       ',
    ]);
    expect(afterKeys(diffOfTwo(), '|', '|').diff?.sideBySide).toBe(false);
  });

  it('walks through all hunks with n and N, from row to row and round the end', () => {
    const seen: string[] = [];
    let model = diffOfTwo();
    for (let step = 0; step < 7; step += 1) {
      model = afterKeys(model, 'n');
      seen.push(`${model.diff?.scroll.selected} ${model.diff?.hunk}`);
    }
    const walk = [
      'file artifacts/detailed-plan.md 1',
      'file artifacts/notes.md 0',
      'file artifacts/relevant-files.md 0',
      'file artifacts/review.md 0',
      'file src/sdk.ts 0',
      'file artifacts/detailed-plan.md 0',
    ];
    expect(seen).toEqual([...walk, walk[0]]);
    expect(afterKeys(diffOfTwo(), 'N').diff?.scroll.selected).toBe('file src/sdk.ts');
    expect(afterKeys(diffOfTwo(), 'N', 'n', 'n', 'N').diff?.hunk).toBe(0);
  });

  it('leaves out on w what differs by spaces alone, and n passes over it', () => {
    const model = afterKeys(diffOfTwo(), 'w');
    expect(screenOf(afterKeys(model, 'j'))).toContain('only spaces differ');
    expect(afterKeys(model, 'n', 'n').diff?.scroll.selected).toBe('file artifacts/relevant-files.md');
    expect(screenOf(afterKeys(model, 'w', 'j'))).toContain('- one  two');
  });

  it('exchanges left and right on s: marks, counts, hunks, header and figures', () => {
    const screen = screenOf(afterKeys(diffOfTwo(), 's'));
    for (const sight of ['r-7f3a (01-02)  ↔  r-6e10', '- review.md', '+2 -3', '- delete v1 adapter', '5 vs 9 turns'])
      expect(screen).toContain(sight);
    expect(screenOf(afterKeys(diffOfTwo(), 's', 's'))).toBe(screenOf(diffOfTwo()));
  });

  it('goes through its tabs with o and O', () => {
    const tabs = ['transcript', 'cost', 'code', 'summary', 'outputs'];
    let model = diffOfTwo();
    for (const tab of tabs) {
      model = afterKeys(model, 'o');
      expect(rowsOf(screenOf(model))[1]).toContain(`[${tab}]`);
    }
    expect(afterKeys(model, 'O').diff?.tab).toBe('summary');
  });

  it('tells by tab what the runs cost, used and did', () => {
    const summary = afterKeys(diffOfTwo(), 'O');
    expect(screenOf(summary)).toMatch(/│ spend +2\.60 +1\.25 +│/);
    expect(screenOf(afterKeys(summary, 'j', 'j'))).toMatch(/│ haiku +0 +1 +│/);
    const transcript = screenOf(afterKeys(diffOfTwo(), 'o', 'j'));
    expect(transcript).toContain('│>~   planner');
    expect(transcript).toContain('did the same, and came to something else');
    expect(transcript).toContain('- 9 turns');
    const cost = screenOf(afterKeys(diffOfTwo(), 'o', 'o'));
    expect(cost).toContain('~ /planner    2.60 vs 1.25');
    const code = screenOf(afterKeys(diffOfTwo(), 'o', 'o', 'o'));
    expect(code).toContain('Items 1 changed');
    expect(code).toContain('+ export const version = 2;');
  });

  it('shows a file in full on enter, once it has come, and the hunks again on esc', () => {
    const asked = afterKeys(diffOfTwo(), 'enter');
    expect(screenOf(asked)).toContain('reading the file…');
    const request = asked.diff?.full?.awaits ?? 0;
    const late = update(asked, {
      type: 'comparedWhole',
      request: request - 1,
      file: { note: 'of another time' },
    }).model;
    expect(late).toEqual(asked);
    const diff = '@@ -1,2 +1,2 @@\n first line\n-old\n+new\n';
    const shown = update(asked, { type: 'comparedWhole', request, file: { diff } }).model;
    expect(screenOf(shown)).toContain('change 0/1');
    expect(screenOf(shown)).toContain('│   first line');
    expect(screenOf(afterKeys(shown, 'n'))).toContain('change 1/1');
    expect(screenOf(afterKeys(shown, 's'))).toContain('│ - new');
    const same = '@@ -1,1 +1,1 @@\n all of it\n\\ No newline at end of file\n';
    const alike = update(asked, { type: 'comparedWhole', request, file: { diff: same } }).model;
    expect(screenOf(alike)).toContain('change 0/0');
    const back = afterKeys(shown, 'escape');
    expect(screenOf(back)).toBe(screenOf(diffOfTwo()));
    const note = update(asked, { type: 'comparedWhole', request, file: { note: 'r-6e10 was pruned' } }).model;
    expect(screenOf(note)).toContain('r-6e10 was pruned');
  });

  it('hands the whole patch to the pager, and that of the row to the clipboard', () => {
    const [page] = effectsOf(diffOfTwo(), 'D');
    expect(page?.kind).toBe('page');
    const text = page?.kind === 'page' ? page.text : '';
    expect(text.match(/^--- .*\n\+\+\+ .*$/gm)).toEqual([
      '--- a/artifacts/detailed-plan.md\n+++ b/artifacts/detailed-plan.md',
      '--- a/artifacts/notes.md\n+++ b/artifacts/notes.md',
      '--- a/artifacts/relevant-files.md\n+++ b/artifacts/relevant-files.md',
      '--- /dev/null\n+++ b/artifacts/review.md',
      '--- a/src/sdk.ts\n+++ b/src/sdk.ts',
    ]);
    expect(effectsOf(afterKeys(diffOfTwo(), 'j', 'j', 'j'), 'y')).toEqual([
      { kind: 'copy', what: 'patch', text: '--- /dev/null\n+++ b/artifacts/review.md\n@@ -0,0 +1,1 @@\n+reviewed\n' },
    ]);
    expect(effectsOf(afterKeys(diffOfTwo(), 'G'), 'y')).toEqual([]);
  });

  it('drops the answer to an older request', () => {
    const first = afterKeys(projectOfTwo(), 'space', 'j', 'space', 'd');
    const second = afterKeys(first, 'escape', 'space', 'j', 'space', 'd');
    expect(second.diff).toMatchObject({ a: 'r-6e10', b: 'r-7f3a', awaits: 2 });
    const late = update(second, { type: 'compared', request: 1, problem: { message: 'too late' } }).model;
    expect(late).toEqual(second);
    expect(screenOf(late)).toContain('comparing r-6e10');
  });

  it('says in the view why two runs cannot be compared; ^r compares them again', () => {
    const asked = afterKeys(projectOfTwo(), 'space', 'j', 'j', 'space', 'd');
    const problem = { message: 'There is no run r-6e10.', hint: 'Nearest: r-6e11' };
    const refused = update(asked, { type: 'compared', request: 1, problem }).model;
    for (const sight of ['There is no run r-6e10.', 'Nearest: r-6e11', '^r compare again', 'nothing to show'])
      expect(screenOf(refused)).toContain(sight);
    expect(effectsOf(refused, '^r')).toEqual([{ kind: 'compare', request: 2, a: 'r-6e10', b: 'r-7f3a' }]);
    const again = update(afterKeys(refused, '^r'), { type: 'compared', request: 2, comparison: twoRuns() }).model;
    expect(screenOf(again)).toBe(screenOf(diffOfTwo()));
  });

  it('says so where nothing differs', () => {
    const run = (id: string) => planningRun(id, { files: {}, turns: 1, usd: 0.1 });
    const model = diffOfTwo({}, compared(run('r-6e10'), run('r-7f3a')));
    expect(screenOf(model)).toContain('the runs left nothing');
    expect(effectsOf(model, 'D')).toEqual([]);
    expect(screenOf(afterKeys(model, 'O', 'j'))).toContain('what they did is the same');
  });

  it('opens from the palette for any two runs or points, and filters its rows', () => {
    const asked = afterKeys(projectOfTwo(), ':', 'diff r-7f3a@3 r-7f3a');
    const closed = update(asked, { type: 'key', key: { name: 'enter', ctrl: false, shift: false, meta: false } });
    expect(closed.model.diff).toMatchObject({ a: 'r-7f3a@3', b: 'r-7f3a' });
    expect(closed.effects).toContainEqual({ kind: 'compare', request: 1, a: 'r-7f3a@3', b: 'r-7f3a' });
    expect(screenOf(afterKeys(projectOfTwo(), ':', 'diff one', 'enter'))).toContain('Which two? :diff RUN RUN');
    expect(screenOf(afterKeys(diffOfTwo(), '/', 'plan', 'enter'))).toContain('Items 1/6  plan');
    expect(afterKeys(diffOfTwo(), '/', 'plan', 'enter', 'escape').view).toBe('diff');
  });

  it('lets nothing that a file says reach the terminal as a command', () => {
    const evil = '\u001b]52;c;eA==\u0007\u001b[2Jtext\u202e\n';
    const a = planningRun('r-6e10', { files: { 'a.md': 'x\n' }, turns: 1, usd: 0 });
    const b = planningRun('r-7f3a', { files: { 'a.md': evil }, turns: 1, usd: 0 });
    const model = diffOfTwo({}, compared(a, b, ['x\n', evil]));
    expect(screenOf(model)).toContain('+ text');
    const [page] = effectsOf(model, 'D');
    expect(page?.kind === 'page' ? page.text : '').not.toMatch(/[^\P{Cc}\n\t]/u);
  });

  it('keeps rows that are lost apart: they can be marked, and the answer says why they cannot be compared', () => {
    const base = projectOfTwo();
    const rows = [...base.project.rows, row('old-vbnm', { status: 'lost' })];
    const { model } = update(base, { type: 'project', feed: { phase: 'ready', rows } });
    expect(effectsOf(afterKeys(model, 'space', 'G'), 'd')).toMatchObject([{ kind: 'compare' }]);
  });
});
