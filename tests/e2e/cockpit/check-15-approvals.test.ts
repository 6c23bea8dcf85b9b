import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { askingTree, pushes } from '../../helpers/asking-tree.ts';
import { openCockpit, typeCommand } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { git, rye, ryeJson, writeFiles } from '../../helpers/rye.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';
import { until } from '../../helpers/until.ts';

/** Starts a directive from the palette, and waits for the threads of its run. */
async function start(terminal: Terminal, item: string): Promise<string> {
  await typeCommand(terminal, `/${item}`);
  terminal.press(KEY.enter);
  await terminal.waitFor(`start /${item}`);
  terminal.press(KEY.enter);
  await terminal.waitFor('[2 Threads]');
  return runIdOf(terminal, item);
}

function runIdOf(terminal: Terminal, item: string): string {
  return new RegExp(`${item}-[a-z]{6}`).exec(terminal.screen()[0] ?? '')?.[0] ?? '';
}

async function eventsOf(project: string, runId: string): Promise<Event[]> {
  return (await ryeJson<{ events: Event[] }>(['log', runId], { cwd: project })).json.events;
}

const pushed = (project: string): string[] => {
  try {
    return readFileSync(join(project, 'pushed.txt'), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
};

/** A run that asks, and that nobody drives until somebody answers. */
async function waitingRun(project: string, item: string, runId: string): Promise<void> {
  const { code, stderr } = await rye(['run', item, '--offline', '--quiet', '--approve', 'ask', '--run-id', runId], {
    cwd: project,
  });
  expect(code, stderr).toBe(4);
}

/** The frame once nobody drives the run any more, and its newest commit is known. */
async function expectFrame(terminal: Terminal, name: string): Promise<void> {
  await terminal.waitFor(/ ! waits .* for 1 answer: A shows it/);
  await terminal.waitFor(/step \d+ +[0-9a-f]{7} |@ [0-9a-f]{7} /);
  await expect(frameText(terminal)).toMatchFileSnapshot(`frames/check-15-${name}.txt`);
}

const bells = (terminal: Terminal): number => terminal.raw().split('\u0007').length - 1;

describe('check 15: a grandchild that asks', () => {
  it('check 15: rings once, shows who, why and all arguments; s answers for the run, and every cockpit sees it', async () => {
    const project = askingTree([pushes('one'), pushes('two')]);
    const terminal = await openCockpit(project, ['--offline'], { columns: 100, rows: 30 });
    const runId = await start(terminal, 'lead');
    await terminal.waitFor((seen) => /!1\b/.test(seen.screen()[0] ?? ''));
    await terminal.waitFor(/helper .*ASK/);
    await terminal.waitFor('1 needs you: A');
    const second = await openCockpit(project, [runId], { columns: 100, rows: 30 });
    await second.waitFor((seen) => /!1\b/.test(seen.screen()[0] ?? ''));

    terminal.press('A');
    await terminal.waitFor('Needs you (1)');
    await terminal.waitFor(`${runId} / planner / helper`);
    const shown = terminal.text();
    expect(shown).toContain('why     I push one to publish it.');
    expect(shown).toContain('risk    elevated, asked for by "leaves this machine"');
    expect(shown).toContain('"command": "echo one >> pushed.txt # git push origin one"');
    await expectFrame(terminal, 'queue');
    expect(pushed(project)).toEqual([]);

    terminal.press('s');
    await second.waitFor((seen) => !/!\d/.test(seen.screen()[0] ?? ''));
    await second.waitFor('✓ done');
    await terminal.waitFor('approved in this run: rye/bash');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    expect(pushed(project)).toEqual(['one', 'two']);
    const granted = (await eventsOf(project, runId)).filter(({ type }) => type === 'approval_granted');
    expect(granted.map(({ data }) => data)).toMatchObject([
      { approval: 'a1', by: 'user', scope: 'run' },
      { approval: 'a2', under: 'a1' },
    ]);
    expect(git(join(project, '.ai', 'data'), 'log', '--format=%B', runId)).toContain('approval a1 granted by user');
    for (const cockpit of [terminal, second]) expect(bells(cockpit)).toBe(1);
  });

  it('check 15: reaches a driver that is at work on something else', async () => {
    const spawned = ['helper', 'short'].map((item) => ({
      name: item,
      tool: 'rye_execute',
      input: { item_type: 'directive', item_id: item, key: item, async: true },
    }));
    const end = { calls: [{ tool: 'directive_return', input: { said: 'done' } }] };
    const watch = { command: 'until grep -q one pushed.txt 2>/dev/null; do sleep 0.1; done' };
    const project = askingTree([pushes('one')], {
      '.ai/offline/lead.yaml': JSON.stringify({
        turns: [{ calls: spawned }, { wait: 'helper' }, { wait: 'short' }, end],
      }),
      '.ai/offline/short.yaml': JSON.stringify({ turns: [{ calls: [{ tool: 'rye/bash', input: watch }] }, end] }),
    });
    const terminal = await openCockpit(project, ['--offline']);
    const runId = await start(terminal, 'lead');
    await terminal.waitFor(/\* LIVE +!1\b/);
    await terminal.waitFor(/short .*run/);
    terminal.press('A', 'y');
    await terminal.waitFor('Answered.');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    expect(pushed(project)).toEqual(['one']);
    const types = (await eventsOf(project, runId)).map(({ type }) => type);
    expect(types.filter((type) => type === 'run_waiting')).toEqual([]);
    expect(bells(terminal)).toBe(1);
  });

  it('check 15: is denied with a note, which its model reads', async () => {
    const project = askingTree([pushes('one')]);
    await waitingRun(project, 'lead', 'asking-run');
    const terminal = await openCockpit(project, ['asking-run', '--offline']);
    await terminal.waitFor(/waits .* for 1 answer: A shows it/);
    terminal.press('A', 'n');
    await terminal.waitFor('deny, and say why:');
    terminal.press('Use the staging host.', KEY.enter);
    await terminal.waitFor('Answered.');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    const events = await eventsOf(project, 'asking-run');
    expect(JSON.stringify(events.filter(({ type }) => type === 'tool_call_denied'))).toContain('Use the staging host.');
    expect(pushed(project)).toEqual([]);
  });

  it('check 15: is approved with arguments that somebody edited', async () => {
    const editor = '#!/bin/sh\nsed -i "s/echo one/echo edited/" "$1"\n';
    const project = askingTree([pushes('one')], { 'editor.sh': editor });
    await waitingRun(project, 'lead', 'asking-run');
    const terminal = await openCockpit(project, ['asking-run', '--offline'], {
      env: { EDITOR: `sh ${join(project, 'editor.sh')}` },
    });
    await terminal.waitFor('1 needs you: A');
    terminal.press('A', 'e');
    await terminal.waitFor('Changed: y approves it with these arguments.');
    expect(terminal.text()).toContain('"command": "echo edited >> pushed.txt');
    terminal.press('y');
    await terminal.waitFor('Answered.');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    expect(pushed(project)).toEqual(['edited']);
  });

  it('check 15: of two runs the queue has both, the oldest first, and the younger one is answered first from another run', async () => {
    const project = askingTree([pushes('one')]);
    await waitingRun(project, 'lead', 'older-run');
    await waitingRun(project, 'planner', 'younger-run');
    const terminal = await openCockpit(project, ['older-run', '--offline'], { columns: 160, rows: 45 });
    await terminal.waitFor('Needs you (2)');
    await terminal.waitFor('2 need you: A');
    await expectFrame(terminal, 'needs-you');
    terminal.press('A');
    await terminal.waitFor(/> +1 +older-run \/ planner \/ helper[\s\S]* 2 +younger-run \/ helper/);
    terminal.press('j', 'y');
    await terminal.waitFor('Needs you (1)');
    await until(async () => (await ryeJson(['status', 'younger-run'], { cwd: project })).json.status === 'completed');
    expect((await ryeJson(['status', 'older-run'], { cwd: project })).json.status).toBe('waiting');
    terminal.press('k', 'y');
    await terminal.waitFor('Needs you (0)');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    expect(pushed(project)).toEqual(['one', 'one']);
    expect(bells(terminal)).toBe(1);
  });

  it('check 15: a question goes with its thread, where that is killed while it asks', async () => {
    const project = askingTree([pushes('one')]);
    await waitingRun(project, 'lead', 'asking-run');
    const terminal = await openCockpit(project, ['asking-run', '--offline']);
    await terminal.waitFor((seen) => /!1\b/.test(seen.screen()[0] ?? ''));
    terminal.press('A');
    await terminal.waitFor('Needs you (1)');
    expect((await rye(['kill', 'asking-run', 'root/planner/helper'], { cwd: project })).code).toBe(0);
    await terminal.waitFor('It is gone: answered elsewhere, or its thread has ended.');
    terminal.press('y', KEY.escape);
    await terminal.waitFor((seen) => !/!\d/.test(seen.screen()[0] ?? '') && !seen.text().includes('need you'));
    expect((await eventsOf(project, 'asking-run')).filter(({ type }) => type === 'approval_granted')).toEqual([]);
  });

  it('check 15: a limit is raised in the queue as well, with bell: false without a bell', async () => {
    const project = askingTree([]);
    writeFiles(project, { '.ai/config/tui.yaml': 'bell: false\n' });
    const terminal = await openCockpit(project, ['--offline']);
    await start(terminal, 'short');
    await terminal.waitFor('1 needs you: A');
    terminal.press('a');
    await terminal.waitFor('limit of turns: 2 of 2');
    await expectFrame(terminal, 'limit');
    terminal.press('b');
    await terminal.waitFor('new limit, or + so much more:');
    terminal.press('+3', KEY.enter);
    await terminal.waitFor('Answered.');
    terminal.press(KEY.escape);
    await terminal.waitFor('✓ done');
    expect(bells(terminal)).toBe(0);
  });
});
