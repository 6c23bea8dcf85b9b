import { expect, it } from 'vitest';
import { enterCommand, openCockpit } from '../../helpers/cockpit.ts';
import { calls, graphText, returns } from '../../helpers/graph-fixture.ts';
import { git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../../helpers/rye.ts';
import { KEY } from '../../helpers/terminal.ts';

it('a graph is a tree of its steps, each with the threads that it made, and what it set', async () => {
  const cwd = tempFolder();
  git(cwd, 'init', '--quiet', '--initial-branch=trunk');
  await rye(['init', '--template', 'graph'], { cwd });
  expect((await rye(['run', 'app/build', '--offline', '--quiet', '--run-id', 'built'], { cwd })).code).toBe(0);
  const terminal = await openCockpit(cwd, ['built'], { columns: 160, rows: 45 });
  await terminal.waitFor(/return +done +8/);
  const rows = terminal
    .screen()
    .filter((line) => /[├└]/.test(line.slice(0, 12)) && line.startsWith('│'))
    .map((line) => line.slice(2, 53).replace(/ +/g, ' ').trim());
  expect(rows.slice(0, 12)).toEqual([
    '├ ▾ ✓ scaffold action done 1',
    '│ └ ✓ scaffold sonnet-5 done 2/6',
    expect.stringMatching(/^├ ▾ ✓ implement_dat.* action done 2$/),
    expect.stringMatching(/^│ └ ✓ implement_dat.* sonnet-5 done 3\/6$/),
    '├ ▾ ✓ implement_api action done 3',
    '│ └ ✓ implement_api sonnet-5 done 3/6',
    expect.stringMatching(/^├ ▾ ✓ implement_das.* action done 4$/),
    expect.stringMatching(/^│ └ ✓ implement_das.* sonnet-5 done 3\/6$/),
    '├ ✓ wait action done 5',
    '├ ▾ ✓ integrate action done 6',
    '│ └ ✓ integrate sonnet-5 done 3/6',
    '├ ✓ check gate done 7',
  ]);
  // What each step has set stands beside it.
  expect(terminal.text()).toMatch(/step 6 +integrate +action +completed +→ check/);
  expect(terminal.text()).toContain('parts = 3');
  expect(terminal.text()).toContain('8/20');

  // A step can be selected and folded; keys for threads are for its graph.
  terminal.press('j');
  await terminal.waitFor(/> ├ ▾ ✓ scaffold/);
  terminal.press('h');
  await terminal.waitFor((seen) => !/└ ✓ scaffold/.test(seen.text()));
  terminal.press('l');
  await terminal.waitFor(/└ ✓ scaffold/);
  terminal.press('p');
  await terminal.waitFor('app/build has ended');
  terminal.press('q', 'q');
  expect((await terminal.exited).code).toBe(0);
});

it('a graph is started from its form, and needs nobody who answers where it asks no model', async () => {
  const cwd = tempRepository();
  writeFiles(cwd, {
    '.ai/tools/count.yaml': graphText(
      {
        nodes: {
          a: calls('rye/file-system/ls', { path: '.' }, { next: 'done' }),
          done: returns({ said: '${inputs.of}' }),
        },
      },
      {
        description: 'Counts.',
        config_schema: { type: 'object', properties: { of: { type: 'string' } }, required: ['of'] },
      },
    ),
  });
  const terminal = await openCockpit(cwd, [], { columns: 100, rows: 36 });
  await terminal.waitFor('No runs yet');
  await enterCommand(terminal, '/count trees');
  await terminal.waitFor('┌ start /count, a graph');
  terminal.press(KEY.enter);
  await terminal.waitFor(/✓ done/);
  terminal.press(KEY.ctrl('c'));
  await terminal.exited;
  const { json } = await ryeJson<{ runs: { run_id: string }[] }>(['runs', '--json'], { cwd });
  const run = await ryeJson(['status', json.runs[0]?.run_id ?? ''], { cwd });
  expect(run.json).toMatchObject({ kind: 'graph', provider: 'none', outputs: { said: 'trees' } });
});

it('a graph at work shows the step that it is at, and how many items are done, live', async () => {
  const cwd = tempRepository();
  const nodes = {
    list: {
      type: 'foreach',
      over: [1, 2, 3],
      as: 'n',
      action: { item_id: 'rye/bash', params: { command: 'until [ -e go-${n} ]; do sleep 0.05; done' } },
      next: 'end',
    },
    end: { type: 'return', output: { ok: true } },
  };
  writeFiles(cwd, { '.ai/tools/flows/demo.yaml': graphText({ start: 'list', nodes }) });
  await rye(['run', 'flows/demo', '--detach', '--run-id', 'walking'], { cwd });
  const terminal = await openCockpit(cwd, ['walking'], { columns: 160, rows: 45 });
  await terminal.waitFor(/list +foreach +run +1 +0 of 3 items/);
  writeFiles(cwd, { 'go-1': '' });
  await terminal.waitFor(/list +foreach +run +1 +1 of 3 items/);
  expect(terminal.text()).toMatch(/flows\/demo +graph +run +1\/100 .*list 1\/3/);
  writeFiles(cwd, { 'go-2': '', 'go-3': '' });
  await terminal.waitFor(/end +return +done +2/);
  terminal.press('q', 'q');
  await terminal.exited;
});
