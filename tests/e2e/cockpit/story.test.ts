import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toNano } from '#protocol';
import { enterCommand, openCockpit } from '../../helpers/cockpit.ts';
import { paidFor } from '../../helpers/paid.ts';
import { checkout, git, ryeJson, tempFolder, writeFiles } from '../../helpers/rye.ts';
import { startSurveyServer } from '../../helpers/survey-server.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';

/** A project of two parts, and the bundled scripts of `survey`, slowed down so that somebody can watch. */
function surveyedProject(): string {
  const project = join(tempFolder(), 'harbour');
  const files: Record<string, string> = { 'README.md': '# Harbour\n', 'package.json': '{"name": "harbour"}\n' };
  for (const folder of ['api/src', 'web/src', 'docs', 'tests'])
    for (let nth = 0; nth < 6; nth += 1) files[`${folder}/file${nth}.ts`] = `export const berth${nth} = ${nth};\n`;
  writeFiles(project, files);
  git(project, 'init', '--quiet', '--initial-branch=trunk');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=first');
  const scout = readFileSync(join(checkout, '.ai/offline/survey/scout.yaml'), 'utf8');
  writeFiles(project, { '.ai/offline/survey/scout.yaml': slowed(scout, 4000) });
  return realpathSync(project);
}

/** Each turn of a script waits before it answers. */
function slowed(script: string, delayMs: number): string {
  return script.replace(/^( {2})- (?=\w)/gm, `$1- delay_ms: ${delayMs}\n    `);
}

const header = (terminal: Terminal): string => terminal.screen()[0] ?? '';
const money = (terminal: Terminal): number => Number(/\$([\d.]+)\//.exec(header(terminal))?.[1] ?? Number.NaN);

describe('somebody starts survey in the cockpit', () => {
  it('watches the tree grow with its money, cancels one branch, quits, comes back, and goes on', async () => {
    const project = surveyedProject();
    const first = await openCockpit(project, ['--offline'], { columns: 160, rows: 45 });
    await first.waitFor('No runs yet');
    await enterCommand(first, '/survey');
    await first.waitFor('┌ start /survey');
    expect(first.text()).toMatch(/ceiling.*\$/);
    first.press(KEY.enter);
    await first.waitFor(/\[2 Threads\]/);
    for (const part of ['api', 'docs', 'tests', 'web']) await first.waitFor(new RegExp(`├ \\S ${part} .* run `));
    const runId = /survey-[a-z]{6}/.exec(first.text())?.[0] ?? '';
    await first.waitFor((seen) => money(seen) > 0);
    const spent = money(first);

    // One branch is cancelled, after a question; the others go on.
    first.press('j');
    await first.waitFor(/│ > .*api/);
    await enterCommand(first, 'cancel');
    await first.waitFor('┌ cancel?');
    first.press(KEY.enter);
    expect(first.text()).toContain('┌ cancel?');
    first.press('y');
    await first.waitFor(/│ > .*api .* stop/);
    await first.waitFor((seen) => money(seen) > spent || /done|✓/.test(header(seen)));

    // Leaving stops nothing.
    first.press(KEY.ctrl('c'));
    expect((await first.exited).code).toBe(0);
    expect(first.text()).toContain(`rye tui ${runId}`);

    const second = await openCockpit(project, ['--offline'], { columns: 160, rows: 45 });
    await second.waitFor(runId);
    second.press(KEY.enter);
    await second.waitFor(/\[2 Threads\]/);
    await second.waitFor((seen) => /✓ done/.test(header(seen)), { timeoutMs: 60_000 });
    const doneAt = money(second);
    expect(doneAt).toBeGreaterThanOrEqual(spent);

    // Something new to do, from the menu of `r`.
    second.press('r');
    await second.waitFor(/┌ resume/);
    second.press(KEY.escape);
    await second.waitFor((seen) => !seen.text().includes('┌ resume'));
    second.press(KEY.ctrl('c'));
    await second.exited;

    const { json } = await ryeJson(['status', runId], { cwd: project });
    expect(json.status).toBe('completed');
    expect(json.threads.filter(({ status }) => status === 'cancelled')).toHaveLength(1);
    // What the header said is what the ledger says, to the cent.
    expect(doneAt).toBe(Number(json.cost.usd.toFixed(2)));
    const own = json.threads.reduce((sum, { cost }) => sum + cost.usd, 0);
    expect(own).toBeCloseTo(json.cost.usd, 9);
  });
});

describe('the same over HTTP', () => {
  it('shows text as it comes, and ends with what the server was paid, to the cent', async () => {
    const server = await startSurveyServer({ delayMs: 15 });
    onTestFinished(() => server.close());
    const project = surveyedProject();
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: server.url };
    const terminal = await openCockpit(project, [], { env, columns: 160, rows: 45 });
    await terminal.waitFor('No runs yet');
    await enterCommand(terminal, '/survey');
    await terminal.waitFor('┌ start /survey');
    terminal.press(KEY.enter);
    await terminal.waitFor(/\[2 Threads\]/);
    const runId = /survey-[a-z]{6}/.exec(terminal.text())?.[0] ?? '';
    // A part of an answer that is still on its way.
    await terminal.waitFor(/│ live +\w/);
    await terminal.waitFor(/├ \S api .* run /);
    await terminal.waitFor((seen) => money(seen) > 0);
    await terminal.waitFor((seen) => /✓ done/.test(header(seen)), { timeoutMs: 60_000 });
    expect(terminal.text()).not.toContain('│ live ');
    const { json } = await ryeJson(['status', runId], { cwd: project });
    expect(json).toMatchObject({ status: 'completed', simulated: false, provider: 'anthropic' });
    expect(toNano(json.cost.usd)).toBe(paidFor(server.journal));
    expect(money(terminal)).toBe(Number((paidFor(server.journal) / 1e9).toFixed(2)));
    expect(terminal.raw()).not.toContain(env.ANTHROPIC_API_KEY);
  });
});
