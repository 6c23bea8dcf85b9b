import { describe, expect, it } from 'vitest';
import { enterCommand, openCockpit } from '../../helpers/cockpit.ts';
import { answeredTwice, killDriver } from '../../helpers/dead-driver.ts';
import { ryeJson } from '../../helpers/rye.ts';
import { ryeTerminal } from '../../helpers/rye-terminal.ts';
import { header, money, surveyedProject } from '../../helpers/surveyed-project.ts';
import { KEY } from '../../helpers/terminal.ts';

describe('somebody starts survey in the cockpit', () => {
  it('watches the tree grow with its money, cancels one branch, quits, comes back to a dead driver, and resumes', async () => {
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

    // Leaving stops nothing; then the driver dies.
    first.press(KEY.ctrl('c'));
    expect((await first.exited).code).toBe(0);
    expect(first.text()).toContain(`rye tui ${runId}`);
    await killDriver(project, runId);

    // Whoever comes back finds it interrupted, and goes on with it.
    const second = await openCockpit(project, ['--offline'], { columns: 160, rows: 45 });
    await second.waitFor(runId);
    second.press(KEY.enter);
    await second.waitFor(/! interrupted .*\d of \d threads unfinished, r resume/);
    const left = money(second);
    expect(left).toBeGreaterThanOrEqual(spent);
    second.press('r');
    await second.waitFor('┌ resume');
    second.press(KEY.enter);
    await second.waitFor((seen) => /LIVE/.test(header(seen)));
    await second.waitFor((seen) => /✓ done/.test(header(seen)), { timeoutMs: 60_000 });
    const doneAt = money(second);
    expect(doneAt).toBeGreaterThan(left);
    second.press(KEY.ctrl('c'));
    await second.exited;

    const { json } = await ryeJson(['status', runId], { cwd: project });
    expect(json.status).toBe('completed');
    expect(json.threads.filter(({ status }) => status === 'cancelled')).toHaveLength(1);
    // What the header said is what the ledger says, to the cent.
    expect(doneAt).toBe(Number(json.cost.usd.toFixed(2)));
    const own = json.threads.reduce((sum, { cost }) => sum + cost.usd, 0);
    expect(own).toBeCloseTo(json.cost.usd, 9);
    expect(await answeredTwice(project, runId)).toEqual([]);
  });
});

describe('rye demo --tui', () => {
  it('starts the demo and shows it at once; leaving ends only the cockpit', async () => {
    const project = surveyedProject();
    const terminal = ryeTerminal(['demo', '--tui', '--run-id', 'the-demo'], { cwd: project, columns: 100, rows: 30 });
    await terminal.waitFor((seen) => header(seen).includes('the-demo survey') && /├ \S api .* run /.test(seen.text()));
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
    expect(terminal.text()).toMatch(/the-demo {2}\w+, goes on {2}.*\(simulated\) {2}rye tui the-demo/);
    const again = await openCockpit(project, ['the-demo'], { columns: 100, rows: 30 });
    await again.waitFor((seen) => /✓ done/.test(header(seen)), { timeoutMs: 60_000 });
  });
});
