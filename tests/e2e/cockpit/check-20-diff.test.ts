import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enterCommand, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { madeOnce } from '../../helpers/made-once.ts';
import { git, rye, tempFolder, writeFiles } from '../../helpers/rye.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';

const DIRECTIVE = `# plan

\`\`\`xml
<directive name="plan" version="1.0.0">
  <metadata>
    <description>Plans, and leaves files</description>
    <limits turns="4" spend="1.00" />
    <permissions><execute><tool>rye.artifacts.*</tool><tool>rye.file-system.*</tool></execute></permissions>
  </metadata>
  <outputs><output name="verdict" type="string" required="true">It</output></outputs>
</directive>
\`\`\`

Plan it.
`;

const steps = (changed: Readonly<Record<number, string>>): string =>
  Array.from({ length: 30 }, (_, nth) => `${changed[nth + 1] ?? `step ${nth + 1} of the plan`}\n`).join('');

const OLDER = {
  'detailed-plan.md': steps({ 4: 'keep the v1 adapter' }),
  'draft.md': 'thrown away later\n',
  'scout-report.md': 'nothing new\n',
};
const NEWER = {
  'detailed-plan.md': steps({ 4: 'delete the v1 adapter', 25: 'run the tests' }),
  'review.md': 'looks good\n',
  'scout-report.md': 'nothing new\n',
};

/** A script in which one turn leaves all files, one of them in `.ai/data` and one in the project. */
function script(files: Readonly<Record<string, string>>, version: number, verdict: string): string {
  const calls = Object.entries(files).map(([path, content]) => ({
    tool: 'rye/artifacts/write',
    input: { path, content },
  }));
  const more = [
    { path: '.ai/data/plans/state.json', content: `{"version": ${version}}\n` },
    { path: 'src/sdk.ts', content: `export const version = ${version};\n` },
  ].map((input) => ({ tool: 'rye/file-system/write', input }));
  const last = { calls: [{ tool: 'directive_return', input: { verdict } }] };
  return JSON.stringify({ turns: [{ text: 'Planning.', calls: [...calls, ...more] }, last] });
}

/** A project with two runs of one directive, which left different files. */
const made = madeOnce(async () => {
  const project = namedRepository('shop-api', { '.ai/directives/plan.md': DIRECTIVE, '.gitignore': '.ai/data/\n' });
  for (const [runId, text] of [
    ['older', script(OLDER, 1, 'keep it')],
    ['newer', script(NEWER, 2, 'delete it')],
  ] as const) {
    writeFiles(project, { '.ai/offline/plan.yaml': text });
    const { code, stderr } = await rye(['run', 'plan', '--offline', '--quiet', '--run-id', runId], { cwd: project });
    expect(code, stderr).toBe(0);
  }
  return dirname(project);
});
const twoRuns = async (): Promise<string> => join(await made(), 'shop-api');

/** How long a run took is for chance to say. */
const stableText = (terminal: Terminal): string => frameText(terminal).replace(/\d\.\d s/g, '0.0 s');

/** Rows of the list of view 5: the mark, and the name. */
function itemsOf(terminal: Terminal): string[] {
  return terminal
    .screen()
    .flatMap((line) => /^│[ >]([~+=-]) (\S+)/.exec(line) ?? [])
    .flatMap((_part, nth, all) => (nth % 3 === 0 ? [`${all[nth + 1]} ${all[nth + 2]}`] : []));
}

/** What git says of the files that the two runs left, in the words of the list. */
function filesByGit(project: string): string[] {
  const trees = ['older', 'newer'];
  const paths = ['artifacts', 'data', ':(exclude)artifacts/by-hash'];
  const data = join(project, '.ai/data');
  const marks: Readonly<Record<string, string>> = { M: '~', A: '+', D: '-' };
  return git(data, 'diff', '--name-status', '--no-renames', ...trees, '--', ...paths)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [status = '', path = ''] = line.split('\t');
      return `${marks[status]} ${path.replace(/^artifacts\//, '').replace(/^data\//, '.ai/data/')}`;
    })
    .toSorted();
}

async function markBoth(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/newer[\s\S]*older/);
  terminal.press(' ', 'j', ' ', 'd');
  await terminal.waitFor(/\[outputs\]/);
  await terminal.waitFor('detailed-plan.md');
}

describe('check 20: the diff of two runs', () => {
  it('check 20: lists what git says that the two runs left differently, the older run at the left', async () => {
    const project = await twoRuns();
    const terminal = await openCockpit(project, [], { columns: 160, rows: 45 });
    await markBoth(terminal);
    expect(terminal.screen()[0]).toMatch(/Diff {2}older \(.*\) {2}↔ {2}newer \(.*\) +READ-ONLY$/);
    const byGit = filesByGit(project);
    expect(byGit).toEqual(['+ review.md', '- draft.md', '~ .ai/data/plans/state.json', '~ detailed-plan.md']);
    const listed = itemsOf(terminal).filter((item) => !item.startsWith('='));
    // The project's own file and what was returned stand in no tree of a run.
    expect(listed.filter((item) => item !== '~ src/sdk.ts' && item !== '~ outputs.verdict').toSorted()).toEqual(byGit);
    expect(listed).toHaveLength(byGit.length + 2);
    expect(itemsOf(terminal)).toContain('= scout-report.md');
    await expect(stableText(terminal)).toMatchFileSnapshot('frames/check-20-outputs-160.txt');
  });

  it('check 20: n and N walk the hunks, | w s and the tabs show them from other sides', async () => {
    const terminal = await openCockpit(await twoRuns());
    await markBoth(terminal);
    terminal.press('g', 'n', 'n');
    await terminal.waitFor('hunk 2/2');
    expect(terminal.text()).toMatch(/>~ detailed-plan\.md/);
    await expect(stableText(terminal)).toMatchFileSnapshot('frames/check-20-hunks-80.txt');
    terminal.press('n');
    await terminal.waitFor(/>- draft\.md/);
    terminal.press('N');
    await terminal.waitFor('hunk 2/2');
    terminal.press('|');
    await terminal.waitFor(/-step 25 of the plan +│ \+run the tests/);
    terminal.press('|', 's');
    await terminal.waitFor('newer (');
    await terminal.waitFor(/\+ draft\.md/);
    terminal.press('s', 'o');
    await terminal.waitFor(/\[transcript\]/);
    await terminal.waitFor('a call has another input');
    await expect(stableText(terminal)).toMatchFileSnapshot('frames/check-20-transcript-80.txt');
    terminal.press('o', 'o');
    await terminal.waitFor('+ export const version = 2;');
    terminal.press(KEY.escape);
    await terminal.waitFor(/\[1 Runs\]/);
    terminal.press('5', KEY.enter);
    await terminal.waitFor('change 0/1');
    terminal.press(KEY.escape);
    await terminal.waitFor(/┌ Items/);
  });

  it('check 20: D opens $PAGER, which has the patch on its stdin and the terminal, and returns to the identical frame', async () => {
    const seen = join(tempFolder(), 'seen.patch');
    const pager = `cat > '${seen}'; echo in the pager; read -r line < /dev/tty`;
    const terminal = await openCockpit(await twoRuns(), [], { env: { PAGER: pager } });
    await markBoth(terminal);
    terminal.press('n');
    await terminal.waitFor(/>~ detailed-plan\.md/);
    const before = terminal.text();
    terminal.press('D');
    await terminal.waitFor('in the pager');
    expect(terminal.buffer()).toBe('normal');
    const patch = readFileSync(seen, 'utf8');
    for (const line of [
      '--- a/artifacts/detailed-plan.md\n+++ b/artifacts/detailed-plan.md\n@@ ',
      '--- a/artifacts/draft.md\n+++ /dev/null\n',
      '--- /dev/null\n+++ b/artifacts/review.md\n',
      '-keep the v1 adapter\n+delete the v1 adapter\n',
      '-export const version = 1;\n+export const version = 2;\n',
      '-keep it\n+delete it\n',
    ])
      expect(patch).toContain(line);
    terminal.press(KEY.enter);
    await terminal.waitFor((shown) => shown.buffer() === 'alternate' && shown.text() === before);
  });

  it('check 20: says why there is no pager, and which run is unknown', async () => {
    const terminal = await openCockpit(await twoRuns(), [], { env: { PAGER: 'no-such-pager' } });
    await markBoth(terminal);
    terminal.press('D');
    await terminal.waitFor('no-such-pager was not found.');
    await enterCommand(terminal, 'diff older@3 newre');
    await terminal.waitFor(/There is no run .*newre/);
    await terminal.waitFor('^r compare again');
    await expect(stableText(terminal)).toMatchFileSnapshot('frames/check-20-unknown-80.txt');
    await enterCommand(terminal, 'diff older@3 older');
    await terminal.waitFor(/older@3 {2}↔ {2}older/);
    await terminal.waitFor('+ draft.md');
  });
});
