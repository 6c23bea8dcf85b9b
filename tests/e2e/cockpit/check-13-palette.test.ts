import { describe, expect, it } from 'vitest';
import { enterCommand, namedRepository, openCockpit, typeCommand } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { git, ryeJson } from '../../helpers/rye.ts';
import { writeScoutDirective } from '../../helpers/scout-directive.ts';
import { KEY } from '../../helpers/terminal.ts';

describe('check 13: a slash command', () => {
  it('check 13: shows directive, models and ceiling, keeps the form while an input is missing, and starts a run', async () => {
    const project = namedRepository();
    writeScoutDirective(project);
    const terminal = await openCockpit(project, ['--offline'], { columns: 100, rows: 36 });
    await terminal.waitFor('No runs yet');
    await enterCommand(terminal, '/scout-plan-build');
    await terminal.waitFor('┌ start /scout-plan-build');
    for (const sight of ['The scout-plan-build of a test.', 'claude-sonnet-5', 'offline', 'ceiling', '5.00'])
      expect(terminal.text()).toContain(sight);
    terminal.press(KEY.enter);
    await terminal.waitFor(/task.*(required|missing|needed)/i);
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-13-form.txt');
    expect(terminal.text()).toContain('┌ start /scout-plan-build');
    terminal.press(KEY.escape);
    await terminal.waitFor((seen) => !seen.text().includes('┌ start'));
    await enterCommand(terminal, '/scout-plan-build "x y"');
    await terminal.waitFor(/task.*x y/);
    terminal.press(KEY.enter);
    await terminal.waitFor(/\[2 Threads\]/);
    const runId = /scout-plan-build-[a-z]{6}/.exec(terminal.text())?.[0] ?? '';
    expect(runId).not.toBe('');
    await terminal.waitFor(/done/);
    terminal.press('1');
    await terminal.waitFor(/\[1 Runs\]/);
    await terminal.waitFor(runId);
    expect(git(`${project}/.ai/data`, 'branch', '--format=%(refname:short)').split('\n')).toContain(runId);
    const { json } = await ryeJson(['status', runId], { cwd: project });
    expect(json.inputs).toEqual({ task: 'x y' });
    expect(json.provider).toBe('offline');
  });
});

describe('check 14: an unknown command', () => {
  it('check 14: :foo names the nearest command in place; nothing is started and the cockpit goes on', async () => {
    const project = namedRepository();
    writeScoutDirective(project);
    const terminal = await openCockpit(project, ['--offline']);
    await terminal.waitFor('No runs yet');
    await typeCommand(terminal, 'foo');
    terminal.press(KEY.enter);
    await terminal.waitFor('There is no command :foo. Nearest: :');
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-14-unknown.txt');
    terminal.press(KEY.escape);
    await terminal.waitFor((seen) => !seen.text().includes('┌ command'));
    await typeCommand(terminal, '/scout-plan-bild');
    terminal.press(KEY.enter);
    await terminal.waitFor(/There is no directive .*scout-plan-build/);
    terminal.press(KEY.escape);
    await terminal.waitFor((seen) => !seen.text().includes('┌ command'));
    expect(terminal.text()).toContain('No runs yet');
    const { json } = await ryeJson<{ runs: unknown[] }>(['runs'], { cwd: project });
    expect(json.runs).toEqual([]);
  });
});
