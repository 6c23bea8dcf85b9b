import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enterCommand, openCockpit } from '../../helpers/cockpit.ts';
import { fingerprint, hostileRepository } from '../../helpers/hostile-repository.ts';
import { git, tempRepository } from '../../helpers/rye.ts';
import { writeScoutDirective } from '../../helpers/scout-directive.ts';
import { KEY } from '../../helpers/terminal.ts';

describe('check 22: the user’s repository', () => {
  it('check 22: is byte for byte as before after a run was started, one thread of it killed, and all looked at in the cockpit', async () => {
    const project = hostileRepository((folder) => writeScoutDirective(folder, { delayMs: 1500 }));
    const elsewhere = tempRepository();
    const [before, beforeElsewhere] = [fingerprint(project), fingerprint(elsewhere)];
    const terminal = await openCockpit(project, ['--offline'], {
      columns: 100,
      rows: 36,
      // As a hook or an alias of git would hand it on.
      env: {
        GIT_DIR: join(elsewhere, '.git'),
        GIT_INDEX_FILE: join(elsewhere, '.git/index'),
        GIT_WORK_TREE: elsewhere,
      },
    });
    await terminal.waitFor('No runs yet');
    await enterCommand(terminal, '/scout-plan-build one');
    await terminal.waitFor('┌ start /scout-plan-build');
    terminal.press(KEY.enter);
    await terminal.waitFor(/\[2 Threads\]/);
    await terminal.waitFor(/(docs|tests) .*run/);
    terminal.press('j');
    await terminal.waitFor(/│ > .*docs/);
    terminal.press(KEY.ctrl('k'));
    await terminal.waitFor('┌ kill?');
    terminal.press('y');
    await terminal.waitFor(/docs .*stop/);
    await terminal.waitFor((seen) => !/LIVE/.test(seen.screen()[0] ?? ''));
    terminal.press('/', 'state:stopped', KEY.enter);
    await terminal.waitFor(/Threads 1\/3/);
    terminal.press(KEY.escape);
    await terminal.waitFor(/Threads 3\/3/);
    terminal.press('o', 'o', 'o', '?');
    await terminal.waitFor('┌ keys:');
    terminal.press(KEY.escape);
    await terminal.waitFor((seen) => !seen.text().includes('┌ keys:'));
    terminal.press('1');
    await terminal.waitFor(/\[1 Runs\]/);
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
    expect(fingerprint(project)).toEqual(before);
    expect(fingerprint(elsewhere)).toEqual(beforeElsewhere);
    const loose = Number(/^(\d+) objects/.exec(git(join(project, '.ai/data'), 'count-objects'))?.[1]);
    expect(loose).toBeLessThan(500);
  });
});
