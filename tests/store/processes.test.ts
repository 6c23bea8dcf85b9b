import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { createGitStore } from '#store';
import { currentLease, releaseLease, takeLease } from '../../src/store/lease/lease.ts';
import { artifactWritten, message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { GIT_ENV, git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const SINCE = '2026-01-02T03:04:05.000Z';
const LEASE = join(import.meta.dirname, '../../src/store/lease/lease.ts');
const DRIVER = join(import.meta.dirname, '../helpers/store-driver.ts');

test('of many processes that race for one lease, one gets it', async () => {
  const folder = join(folders.make(), 'lease');
  const script = `
    const { takeLease } = await import(${JSON.stringify(LEASE)});
    const taken = takeLease(${JSON.stringify(folder)}, { since: ${JSON.stringify(SINCE)} });
    console.log(taken.taken ? 'taken' : 'held');
    process.stdin.resume();`;
  const racers = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]));
  const said = racers.map(
    (racer) => new Promise<string>((resolve) => racer.stdout.once('data', (chunk) => resolve(String(chunk).trim()))),
  );
  const answers = await Promise.all(said);
  for (const racer of racers) racer.stdin.end();
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
});

test('a fence only ever rises, and a released lease leaves it', () => {
  const folder = join(folders.make(), 'lease');
  for (const fence of [1, 2, 3]) {
    const taken = takeLease(folder, { since: SINCE });
    expect(taken).toMatchObject({ taken: true, lease: { fence } });
    expect(takeLease(folder, { since: SINCE })).toMatchObject({ taken: false, holder: { fence } });
    if (taken.taken) releaseLease(folder, taken.lease);
  }
  expect(readdirSync(folder)).toEqual(['3.json']);
});

test.each([
  ['of a process that is gone', { pid: 2 ** 22 - 1 }, true],
  ['of a process whose pid was used again', { startTime: '1' }, true],
  ['of a machine that was started again since', { bootId: 'another' }, true],
  ['of another machine', { host: 'elsewhere', bootId: 'another', machineId: 'another', pid: 2 ** 22 - 1 }, false],
])('a lease %s is %s', (_what, difference, free) => {
  const folder = join(folders.make(), 'lease');
  expect(takeLease(folder, { since: SINCE }).taken).toBe(true);
  const lease = { ...currentLease(folder), ...difference };
  writeFileSync(join(folder, '1.json'), JSON.stringify(lease));
  expect(takeLease(folder, { since: SINCE }).taken).toBe(free);
});

test('a lease file that power left unreadable is nobody’s', () => {
  const folder = join(folders.make(), 'lease');
  mkdirSync(folder);
  writeFileSync(join(folder, '7.json'), '');
  expect(takeLease(folder, { since: SINCE })).toMatchObject({ taken: true, lease: { fence: 8 } });
});

test('a full disk refuses the event, keeps those before it, and is told with exit code 3', async () => {
  const root = initRepository(folders.make());
  // Files of more than 8 KiB are refused, which the journal is the first to be.
  const child = spawnSync(
    'bash',
    ['-c', `ulimit -f 8; exec "$0" "$@"`, process.execPath, DRIVER, root, 'create', RUN],
    {
      env: GIT_ENV,
      encoding: 'utf8',
    },
  );
  expect(child.stderr).toContain('store/write-failed');
  expect(child.stderr).toContain('exitCode: 3');
  const acknowledged = Math.max(...[...child.stdout.matchAll(/^ack (\d+)$/gm)].map((match) => Number(match[1])));
  const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
  expect((await store.read(RUN)).at(-1)?.seq).toBe(acknowledged);
  const writer = await store.open(RUN);
  await writer.append([message('there is room again')]).durable;
  await writer.close();
  expect(await store.commits(RUN)).toHaveLength(acknowledged + 1);
});

test('an artifact whose driver never placed it is there after close', async () => {
  const root = initRepository(folders.make());
  const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
  const writer = await store.create(RUN);
  await writer.append([runStarted(RUN), threadCreated()]).durable;
  const content = await writer.putContent(new TextEncoder().encode('kept'));
  await writer.append([{ thread: 'root-1', type: 'artifact_written', data: { path: 'a.md', ...content } }]).durable;
  await writer.close();
  expect(readFileSync(join(root, '.ai/data/runs', RUN, 'artifacts/a.md'), 'utf8')).toBe('kept');
});

test('of two versions of an artifact that are placed at once, the later one stays', async () => {
  const root = initRepository(folders.make());
  const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
  const writer = await store.create(RUN);
  await writer.append([runStarted(RUN), threadCreated()]).durable;
  const versions = await Promise.all(
    ['a'.repeat(8_000_000), 'b'].map((content) => writer.putContent(new TextEncoder().encode(content))),
  );
  for (const version of versions) await writer.append([artifactWritten('a.md', version)]).durable;
  await Promise.all(versions.map(({ sha256 }) => writer.placeArtifact('a.md', sha256)));
  await writer.close();
  expect(readFileSync(join(root, '.ai/data/runs', RUN, 'artifacts/a.md'), 'utf8')).toBe('b');
});

test('hundreds of checkpoints leave few packs, no loose objects and one history', async () => {
  const root = initRepository(folders.make());
  const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
  const writer = await store.create(RUN);
  await writer.append([runStarted(RUN), threadCreated()]).durable;
  for (let nth = 0; nth < 120; nth += 1) {
    await writer.append([message(`${nth}`)]).durable;
    await writer.committed();
  }
  await writer.close();
  const data = join(root, '.ai', 'data');
  const facts = new Map(
    git(data, 'count-objects', '-v')
      .trim()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  );
  expect(Number(facts.get('packs'))).toBeLessThan(60);
  expect(Number(facts.get('count'))).toBe(0);
  expect(git(data, 'fsck', '--strict')).toBe('');
  expect(await store.commits(RUN)).toHaveLength(122);
});

test('a second process that wants a driven run is told who has it', async () => {
  const root = initRepository(folders.make());
  const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
  const writer = await store.create(RUN);
  await writer.append([runStarted(RUN), threadCreated()]).durable;
  const child = spawn(process.execPath, [DRIVER, root, 'open', RUN], {
    env: GIT_ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await text(child.stderr);
  expect(said).toContain('store/held');
  expect(said).toContain(`pid: ${process.pid}`);
  await writer.append([message('undisturbed')]).durable;
  await writer.close();
  expect(await store.commits(RUN)).toHaveLength(3);
});
