import { describe, expect, it, onTestFinished } from 'vitest';
import { toNano } from '#protocol';
import { enterCommand, openCockpit } from '../../helpers/cockpit.ts';
import { answeredTwice, killDriver } from '../../helpers/dead-driver.ts';
import { paidFor, settledNano } from '../../helpers/paid.ts';
import { rye, ryeJson } from '../../helpers/rye.ts';
import { startSurveyServer } from '../../helpers/survey-server.ts';
import { header, money, surveyedProject } from '../../helpers/surveyed-project.ts';
import { KEY } from '../../helpers/terminal.ts';

describe('survey with a model over HTTP, in the cockpit', () => {
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

  it('is resumed after its driver died, and pays for no answer twice', async () => {
    const server = await startSurveyServer({ delayMs: 40 });
    onTestFinished(() => server.close());
    const project = surveyedProject();
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: server.url };
    const run = ['run', 'survey', '--run-id', 'cut-off', '--detach'];
    expect((await rye(run, { cwd: project, env })).code).toBe(0);
    const terminal = await openCockpit(project, ['cut-off'], { env, columns: 160, rows: 45 });
    await terminal.waitFor(/├ \S api .* run /);
    await terminal.waitFor((seen) => money(seen) > 0);
    await killDriver(project, 'cut-off');
    await terminal.waitFor(/! interrupted .*threads unfinished, r resume/);
    terminal.press('r');
    await terminal.waitFor('┌ resume');
    terminal.press(KEY.enter);
    await terminal.waitFor((seen) => /✓ done/.test(header(seen)), { timeoutMs: 60_000 });
    const { json } = await ryeJson(['status', 'cut-off'], { cwd: project });
    expect(json.status).toBe('completed');
    expect(await answeredTwice(project, 'cut-off')).toEqual([]);
    // Settled is what the server was paid for answers that were heard whole. One that it had given whole may have been on
    // its way when the driver died: that, and those that the crash cut off, are covered by what is charged as unsettled.
    const whole = server.journal.filter(({ dropped }) => !dropped);
    expect(settledNano(json.cost)).toBeLessThanOrEqual(paidFor(whole));
    expect(toNano(json.cost.usd)).toBeGreaterThanOrEqual(paidFor(server.journal));
    expect(money(terminal)).toBe(Number(json.cost.usd.toFixed(2)));
  });
});
