import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDocument } from '#protocol';
import { fingerprint, hostileRepository } from '../helpers/hostile-repository.ts';
import { expectUndisturbed } from '../helpers/killed-pipeline.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

interface Carriage {
  remote: string;
  runs: { run_id: string; change: string; events: number; error?: { code: string } }[];
  main: string;
}

const RUN = 'the-run';
const OFFLINE = ['--offline', '--quiet', '--run-id', RUN];

/** A bare remote, a project that follows it, and how to clone it once more. */
function carried(options: { format?: string } = {}) {
  const ledger = join(tempFolder(), 'ledger');
  const bare = join(tempFolder(), 'remote.git');
  const format = options.format ? [`--object-format=${options.format}`] : [];
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare', ...format, '--initial-branch=trunk');
  const here = tempFolder();
  git(here, 'init', '--quiet', ...format, '--initial-branch=trunk');
  writePipeline(here, { ledger });
  writeFiles(here, {
    '.ai/offline/leaf.yaml': readFileSync(join(here, '.ai/offline/leaf.yaml'), 'utf8').replace(
      '      - tool: rye/artifacts/write',
      '      - tool: rye/file-system/write\n        input: {path: "out/${inputs.name}.txt", content: "by ${inputs.name}"}\n      - tool: rye/artifacts/write',
    ),
  });
  git(here, 'add', '--all');
  git(here, 'commit', '--quiet', '--message=pipeline');
  git(here, 'remote', 'add', 'origin', bare);
  git(here, 'push', '--quiet', '--set-upstream', 'origin', 'trunk');
  const clone = (): string => {
    const folder = join(tempFolder(), 'clone');
    git(bare, 'clone', '--quiet', bare, folder);
    return folder;
  };
  return { here, bare, ledger, clone };
}

const carry = (way: 'push' | 'pull', cwd: string, ...args: string[]) => ryeJson<Carriage>([way, ...args], { cwd });
const killed = (cwd: string, point: string) => rye(['run', 'fan', ...OFFLINE], { cwd, env: { RYE_FAILPOINT: point } });

describe('a run that is carried to another machine', () => {
  it('goes on there with nothing but a clone and a pull, its project files included', async () => {
    const { here, clone, ledger } = carried();
    await killed(here, 'tool-started:14');
    const pushed = await carry('push', here);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(pushed.json.runs).toMatchObject([{ run_id: RUN, change: 'new' }]);

    const there = clone();
    const pulled = await carry('pull', there);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(pulled.json.runs).toMatchObject([{ run_id: RUN, change: 'new', events: pushed.json.runs[0]?.events }]);
    const before = await ryeJson<RunDocument>(['status', RUN], { cwd: there });
    expect(before.json.status).toBe('interrupted');
    const files = before.json.threads.flatMap((thread) => thread.files_written ?? []);

    const resumed = await ryeJson(['resume', RUN, '--quiet'], { cwd: there });
    expect(resumed.code, resumed.stderr).toBe(0);
    expectUndisturbed(resumed.json, there, ledger);
    expect(files.some((path) => path.startsWith('out/'))).toBe(true);
    for (const name of ['leaf0', 'leaf1', 'leaf2'])
      expect(readFileSync(join(there, `out/${name}.txt`), 'utf8')).toBe(`by ${name}`);

    // And back again.
    expect((await carry('push', there)).json.runs).toMatchObject([{ change: 'advanced' }]);
    expect((await carry('pull', here)).json.runs).toMatchObject([{ change: 'advanced' }]);
    const home = await ryeJson(['status', RUN], { cwd: here });
    expect(home.json).toMatchObject({ status: 'completed', cost: resumed.json.cost, head: resumed.json.head });
    expectUndisturbed(home.json, here, ledger);
    expect((await carry('push', here)).json.runs).toMatchObject([{ change: 'unchanged' }]);
  });

  it('leaves a project file that somebody has changed, and says so', async () => {
    const { here, clone } = carried();
    await killed(here, 'tool-started:14');
    await carry('push', here);
    const there = clone();
    // Which of the leaves has come so far is chance.
    const { json } = await ryeJson<RunDocument>(['status', RUN], { cwd: here });
    const [written = ''] = json.threads.flatMap(({ files_written: files }) =>
      files.filter((file) => file.startsWith('out/')),
    );
    expect(written).not.toBe('');
    writeFiles(there, { [written]: 'mine' });
    await carry('pull', there);
    const resumed = await rye(['resume', RUN], { cwd: there });
    expect(readFileSync(join(there, written), 'utf8')).toBe('mine');
    expect(resumed.stderr).toContain('left as they are');
  });

  it('has a higher fence there than anywhere before', async () => {
    const { here, clone } = carried();
    await killed(here, 'tool-started:2');
    await rye(['resume', RUN, '--quiet'], { cwd: here, env: { RYE_FAILPOINT: 'tool-started:2' } });
    await carry('push', here);
    const there = clone();
    await carry('pull', there);
    await rye(['resume', RUN, '--quiet'], { cwd: there });
    const fences = git(join(there, '.ai/data'), 'log', '--format=%(trailers:key=Rye-Fence,valueonly)', RUN)
      .split('\n')
      .filter((line) => line !== '')
      .map(Number)
      .reverse();
    expect(fences).toEqual(fences.toSorted((a, b) => a - b));
    expect(new Set(fences).size).toBeGreaterThanOrEqual(3);
  });

  it('carries what pipelines share, and brings two clones together without losing a write', async () => {
    const { here, clone } = carried();
    const there = clone();
    const one = ['run', 'leaf', '--offline', '--quiet', '-i', 'name=here', '--run-id', 'run-here'];
    const two = ['run', 'leaf', '--offline', '--quiet', '-i', 'name=there', '--run-id', 'run-there'];
    await rye(one, { cwd: here });
    await rye(two, { cwd: there });
    expect((await carry('push', here)).json.main).toBe('advanced');
    expect((await carry('push', there)).json.main).toBe('merged');
    const pulled = await carry('pull', here);
    expect(pulled.json.main).toBe('advanced');
    for (const cwd of [here, there]) {
      expect(readFileSync(join(cwd, '.ai/data/leaves/here.txt'), 'utf8')).toBe('leaf here');
      expect(readFileSync(join(cwd, '.ai/data/leaves/there.txt'), 'utf8')).toBe('leaf there');
      expect(git(join(cwd, '.ai/data'), 'status', '--porcelain')).toBe('');
      expect(git(join(cwd, '.ai/data'), 'log', '--format=%s', 'main')).toContain(
        'leaves/there.txt written by run-there',
      );
    }
  });

  it('works with SHA-256 objects too', async () => {
    const { here, clone, ledger } = carried({ format: 'sha256' });
    await killed(here, 'model-reply-recorded:3');
    await carry('push', here);
    const there = clone();
    await carry('pull', there);
    const resumed = await ryeJson(['resume', RUN, '--quiet'], { cwd: there });
    expectUndisturbed(resumed.json, there, ledger);
  });
});

describe('two who go on with one run', () => {
  it('cannot both put it at the remote: the second is refused, and neither loses an event', async () => {
    const { here, clone } = carried();
    await killed(here, 'tool-started:2');
    await carry('push', here);
    const there = clone();
    await carry('pull', there);
    await rye(['resume', RUN, '--quiet'], { cwd: here });
    await rye(['resume', RUN, '--quiet'], { cwd: there });
    expect((await carry('push', here)).json.runs).toMatchObject([{ change: 'advanced' }]);
    const before = (await ryeJson(['status', RUN], { cwd: there })).json;
    const second = await carry('push', there);
    expect(second.code).toBe(5);
    expect(second.json.runs).toMatchObject([{ change: 'refused', error: { code: 'store/remote-diverged' } }]);
    expect((await carry('pull', there)).json.runs).toMatchObject([{ change: 'refused' }]);
    expect((await ryeJson(['status', RUN], { cwd: there })).json).toEqual(before);
    const theirs = git(join(there, '.ai/data'), 'rev-parse', `refs/rye/theirs/${RUN}`);
    expect(theirs).toBe(git(join(here, '.ai/data'), 'rev-parse', RUN));
  });

  it('do not both pay for it where they claim it: the second is told who has it, and asks nothing', async () => {
    const { here, clone } = carried();
    await killed(here, 'tool-started:2');
    await carry('push', here);
    const there = clone();
    await carry('pull', there);
    const first = await rye(['resume', RUN, '--quiet', '--claim', 'origin'], {
      cwd: there,
      env: { RYE_FAILPOINT: 'model-request-sent:1' },
    });
    expect(first.signal, first.stderr).toBe('SIGKILL');
    const events = (await ryeJson(['status', RUN], { cwd: here })).json.events;
    const second = await rye(['resume', RUN, '--quiet', '--claim', 'origin'], { cwd: here });
    expect(second.code).toBe(5);
    expect(second.stderr).toContain('is claimed at origin by');
    expect(second.stderr).toContain('[store/claimed]');
    expect((await ryeJson(['status', RUN], { cwd: here })).json.events).toBe(events);
    // Whoever has it goes on, and gives it back with the push.
    expect((await rye(['resume', RUN, '--quiet', '--claim', 'origin'], { cwd: there })).code).toBe(0);
    await carry('push', there);
    expect(git(there, 'ls-remote', 'origin', 'refs/rye/claims/*')).toBe('');
    expect((await carry('pull', here)).json.runs).toMatchObject([{ change: 'advanced' }]);
  });
});

describe('a remote', () => {
  it('that is not there, or not named, is told in one message, exit 3', async () => {
    const project = tempRepository();
    writePipeline(project);
    await rye(['run', 'fan', ...OFFLINE], { cwd: project });
    const none = await rye(['push'], { cwd: project });
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('no remote "origin"; it has none');
    expect(none.stderr).toContain('[store/no-remote]');
    const gone = await rye(['push', './nowhere.git'], { cwd: project });
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain('[store/remote-failed]');
  });

  it('may be any path, from a project that is no repository too', async () => {
    const project = tempFolder();
    writePipeline(project);
    await rye(['run', 'fan', ...OFFLINE], { cwd: project });
    expect((await rye(['push'], { cwd: project })).code).toBe(3);
    const bare = join(tempFolder(), 'runs.git');
    mkdirSync(bare);
    git(bare, 'init', '--quiet', '--bare');
    expect((await carry('push', project, bare, RUN)).json.runs).toMatchObject([{ change: 'new' }]);
    const other = tempFolder();
    writePipeline(other);
    expect((await carry('pull', other, bare)).json.runs).toMatchObject([{ change: 'new' }]);
    expect((await ryeJson(['status', RUN], { cwd: other })).json.status).toBe('completed');
  });

  it.each([
    ['a link', '120000'],
    ['a program', '100755'],
  ])('that offers %s in the place of a run’s file is not believed', async (_what, mode) => {
    const { here, bare, clone } = carried();
    await rye(['run', 'fan', ...OFFLINE], { cwd: here });
    await carry('push', here);
    const scratch = join(tempFolder(), 'scratch');
    git(bare, 'clone', '--quiet', bare, scratch);
    git(scratch, 'fetch', '--quiet', 'origin', `refs/rye/runs/${RUN}`);
    git(scratch, 'checkout', '--quiet', 'FETCH_HEAD');
    writeFileSync(join(scratch, 'target'), '/etc/passwd');
    const blob = git(scratch, 'hash-object', '-w', 'target').trim();
    git(scratch, 'update-index', '--add', '--cacheinfo', `${mode},${blob},artifacts/evil`);
    git(scratch, 'commit', '--quiet', '--amend', '--no-edit', '--no-verify');
    git(scratch, 'push', '--quiet', '--force', 'origin', `HEAD:refs/rye/runs/${RUN}`);
    const there = clone();
    const pulled = await carry('pull', there);
    expect(pulled.json.runs).toMatchObject([{ change: 'refused', error: { code: 'store/bad-incoming' } }]);
    expect(pulled.code).toBe(1);
    expect(existsSync(join(there, '.ai/data/runs', RUN))).toBe(false);
    expect(git(join(there, '.ai/data'), 'branch', '--list', RUN)).toBe('');
  });
});

it('leaves the user’s repository byte for byte as it was, pushing and pulling', async () => {
  const project = hostileRepository(writePipeline);
  const bare = join(tempFolder(), 'remote.git');
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare');
  git(project, 'remote', 'add', 'origin', bare);
  await rye(['run', 'fan', ...OFFLINE], { cwd: project });
  const before = fingerprint(project);
  expect((await carry('push', project)).code).toBe(0);
  expect((await carry('pull', project)).code).toBe(0);
  expect(fingerprint(project)).toEqual(before);
});
