import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EARLIER, enterCommand, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { startMessagesServer } from '../../helpers/messages-server.ts';
import { makeNewer } from '../../helpers/newer-run.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { git, rye, tempFolder } from '../../helpers/rye.ts';
import { ryeTerminal } from '../../helpers/rye-terminal.ts';
import { writeScoutDirective } from '../../helpers/scout-directive.ts';
import { canMount, fill, mountSmallDisk } from '../../helpers/small-disk.ts';
import { KEY } from '../../helpers/terminal.ts';

const SECRET = 'sk-ant-wrong-0123456789';

async function projectWithRun(): Promise<string> {
  const project = namedRepository();
  await recordRun(project, SCOUT_RUN, scoutPlanBuild());
  return project;
}

describe('a bad day', () => {
  it('in a terminal of 30×8 the size that is needed is said, money stays in sight, and q leaves', async () => {
    const terminal = await openCockpit(await projectWithRun(), [SCOUT_RUN], { columns: 30, rows: 8 });
    await terminal.waitFor('rye needs 60×15, now 30×8');
    expect(terminal.screen()[0]).toContain('$1.25');
    expect(terminal.wrappedRows()).toEqual([]);
    terminal.press('q', 'q');
    expect((await terminal.exited).code).toBe(0);
  });

  it('a run that vanishes while it is shown is said to be gone; the rest goes on', async () => {
    const project = await projectWithRun();
    await recordRun(project, 'other-run', scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    git(join(project, '.ai/data'), 'branch', '-D', SCOUT_RUN);
    rmSync(join(project, '.ai/data/runs', SCOUT_RUN), { recursive: true });
    await terminal.waitFor(/gone/);
    terminal.press('1');
    await terminal.waitFor((seen) => /\[1 Runs\]/.test(seen.text()) && seen.text().includes('other-run'));
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
    expect(terminal.text()).toContain('gone');
  });

  it('a run whose record is damaged is a row among others, and tells why when it is opened', async () => {
    const project = await projectWithRun();
    await recordRun(project, 'other-run', scoutPlanBuild());
    damage(join(project, '.ai/data/runs', SCOUT_RUN, 'events'));
    const terminal = await openCockpit(project, []);
    await terminal.waitFor((seen) => /lost/.test(seen.text()) && seen.text().includes('other-run'));
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    const opened = await openCockpit(project, [SCOUT_RUN]);
    await opened.waitFor('rye doctor');
    expect(opened.text()).toMatch(/lost|corrupt|cannot be read/i);
    opened.press('1');
    await opened.waitFor('other-run');
  });

  it('a run of a newer rye is a row among others, and says so when it is opened; nothing of it changes', async () => {
    const project = await projectWithRun();
    await recordRun(project, 'other-run', scoutPlanBuild());
    await makeNewer(project, SCOUT_RUN);
    const refs = git(join(project, '.ai/data'), 'for-each-ref');
    const terminal = await openCockpit(project, []);
    await terminal.waitFor((seen) => /lost/.test(seen.text()) && seen.text().includes('other-run'));
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    const opened = await openCockpit(project, [SCOUT_RUN]);
    await opened.waitFor(/written by a newer one/);
    opened.press(KEY.ctrl('c'));
    await opened.exited;
    expect(git(join(project, '.ai/data'), 'for-each-ref')).toBe(refs);
  });

  it.skipIf(!canMount)('on a full disk all can be read, and a wish that cannot be kept says why', async () => {
    const disk = mountSmallDisk();
    git(disk, 'init', '--quiet');
    await recordRun(disk, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(disk, [SCOUT_RUN]);
    await terminal.waitFor('docs-fetch');
    terminal.press('1');
    await terminal.waitFor(/disk low: \d MB left for/);
    terminal.press('2');
    await terminal.waitFor('docs-fetch');
    fill(disk, 0);
    for (const key of ['4', '6', '2']) {
      terminal.press(key);
      await terminal.waitFor(`[${key} `);
    }
    terminal.press('p');
    await terminal.waitFor(/disk is full|ENOSPC|no space/i);
    await terminal.waitFor('docs-fetch');
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
  });

  it('a wrong key fails the run with its reason, and is shown nowhere', async () => {
    const server = await startMessagesServer(() => ({
      status: 401,
      body: '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
    }));
    onTestFinished(() => server.close());
    const project = namedRepository();
    writeScoutDirective(project);
    const env = { ANTHROPIC_API_KEY: SECRET, ANTHROPIC_BASE_URL: server.url };
    const terminal = await openCockpit(project, [], { env, columns: 120, rows: 36 });
    await enterCommand(terminal, '/scout-plan-build x');
    await terminal.waitFor('┌ start');
    terminal.press(KEY.enter);
    await terminal.waitFor(/FAIL/);
    await terminal.waitFor(/authentication|x-api-key|key/i);
    expect(terminal.raw()).not.toContain(SECRET);
  });

  it('without a key the form names the variable and starts nothing', async () => {
    const project = namedRepository();
    writeScoutDirective(project);
    const terminal = await openCockpit(project, [], { columns: 100, rows: 30 });
    await enterCommand(terminal, '/scout-plan-build x');
    await terminal.waitFor('ANTHROPIC_API_KEY is not set');
    terminal.press(KEY.enter);
    terminal.press('x');
    await terminal.waitFor(/┌ start/);
    expect((await rye(['runs', '--json'], { cwd: project })).stdout).toContain('"runs":[]');
  });

  it('an unknown model is said where the run would be started, and nothing is started', async () => {
    const project = namedRepository();
    writeScoutDirective(project);
    const path = join(project, '.ai/directives/scout-plan-build.md');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('<model tier="orchestrator"/>', '<model id="no-such-model"/>'),
    );
    const env = { ANTHROPIC_API_KEY: SECRET };
    const terminal = await openCockpit(project, [], { env, columns: 120, rows: 36 });
    await enterCommand(terminal, '/scout-plan-build x');
    await terminal.waitFor('no-such-model');
    terminal.press(KEY.enter);
    await terminal.waitFor(/┌ start/);
    expect((await rye(['runs', '--json'], { cwd: project })).stdout).toContain('"runs":[]');
  });

  it('where no file can be watched any more, the files are looked at, and the screen says so', async () => {
    const project = await projectWithRun();
    const preload = join(tempFolder(), 'no-watches.mjs');
    writeFileSync(
      preload,
      `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       fs.watch = () => { throw Object.assign(new Error('ENOSPC: no watches left'), { code: 'ENOSPC', syscall: 'watch' }); };
       syncBuiltinESMExports();`,
    );
    const env = { NODE_OPTIONS: `--import=${preload}` };
    const terminal = await openCockpit(project, [SCOUT_RUN], { env, columns: 160, rows: 45 });
    await terminal.waitFor(/polling every 2 s/);
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
  });

  it('in tmux it draws as elsewhere', async () => {
    const terminal = await openCockpit(await projectWithRun(), [SCOUT_RUN], { term: 'tmux-256color' });
    await terminal.waitFor('docs-fetch');
    terminal.press(KEY.ctrl('c'));
    await terminal.exited;
    expect(terminal.screen()[0]).toBe(EARLIER);
  });

  it('without git it says so before it draws, with what to do', async () => {
    const project = await projectWithRun();
    const empty = tempFolder();
    const terminal = ryeTerminal(['tui'], { cwd: project, env: { PATH: empty } });
    expect((await terminal.exited).code).toBe(3);
    expect(terminal.text()).toMatch(/git/);
    expect(terminal.text()).toContain('[store/no-git]');
    expect(terminal.raw()).not.toContain('\u001b');
  });

  it('an unknown run is refused before it draws, and the nearest is named', async () => {
    const terminal = ryeTerminal(['tui', `${SCOUT_RUN}x`], { cwd: await projectWithRun(), columns: 120 });
    expect((await terminal.exited).code).toBe(2);
    expect(terminal.text()).toContain('[store/unknown-run]');
    expect(terminal.text()).toContain(SCOUT_RUN);
    expect(terminal.raw()).not.toContain('\u001b');
  });

  it.each(['a folder without a repository', 'the home folder'])(
    'in %s it draws, and runs are kept there',
    async (where) => {
      const folder = tempFolder();
      writeScoutDirective(folder);
      const env: Record<string, string> = where === 'the home folder' ? { HOME: folder, RYE_HOME: folder } : {};
      const terminal = await openCockpit(folder, ['--offline'], { env, columns: 100, rows: 30 });
      await terminal.waitFor('No runs yet');
      await enterCommand(terminal, '/scout-plan-build x');
      await terminal.waitFor('┌ start');
      terminal.press(KEY.enter);
      await terminal.waitFor(/\[2 Threads\]/);
      await terminal.waitFor(/✓ done/);
      expect(
        readdirSync(join(folder, '.ai/data/runs')).filter((name) => name.startsWith('scout-plan-build-')),
      ).toHaveLength(1);
    },
  );
});

/** Spoils a line in the middle of a journal. */
function damage(events: string): void {
  const [name = ''] = readdirSync(events, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.jsonl'),
  );
  const path = join(events, name);
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[Math.floor(lines.length / 2)] = '{"v":1,"seq":oops';
  writeFileSync(path, lines.join('\n'));
}
