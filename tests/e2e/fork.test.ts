import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ForkDocument, forkRun, openProject } from '#app';
import type { EventDraft, RunDocument } from '#protocol';
import { contextAt } from '../helpers/app-context.ts';
import { askingProject, SCOUT } from '../helpers/asking-project.ts';
import { isFull } from '../helpers/crash/moments.ts';
import { eventsOf, ITEM, leadProject, OUTPUTS, outcomeByPlace } from '../helpers/lead-pipeline.ts';
import { madeOnce } from '../helpers/made-once.ts';
import { git, rye, ryeJson, tempFolder } from '../helpers/rye.ts';
import { message, runStarted, threadCreated } from '../helpers/store-events.ts';

const SOURCE = 'the-source';
const FORK = 'the-fork';

/** Every byte of a run: its folder, its branch, and every object of its history. */
function bytesOf(project: string, run: string): string {
  const data = join(project, '.ai/data');
  const hash = createHash('sha256').update(git(data, 'rev-list', '--objects', run));
  const folder = join(data, 'runs', run);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = join(folder, name);
    hash.update(`${name}\0`);
    if (statSync(file).isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

const ledProject = madeOnce(async () => {
  const cwd = askingProject();
  const { code, stderr } = await rye(['run', 'lead', '--offline', '--run-id', SOURCE, '--quiet'], { cwd });
  expect(code, stderr).toBe(0);
  return cwd;
});

const seqOf = async (project: string, type: string, nth = 0): Promise<number> =>
  (await eventsOf(project, SOURCE)).filter((event) => event.type === type).at(nth)?.seq ?? 0;

/** The full suite forks at 50 points of a run, and goes on from five; `npm test` at six, and from one. */
const POINTS = isFull ? 50 : 3;

describe(`a fork at ${POINTS} points of the lead pipeline`, () => {
  it('leaves its source as it was, byte for byte, and shares its commits; from some of them it goes on to the same end', async () => {
    const cwd = await leadProject();
    const { json: source } = await ryeJson(['run', ITEM, '--offline', '--run-id', SOURCE], { cwd });
    const before = bytesOf(cwd, SOURCE);
    const context = contextAt(cwd);
    const { store } = await openProject(context);
    const events = await store.read(SOURCE);
    const commits = await store.commits(SOURCE);
    const points = Array.from({ length: POINTS }, (_, index) => Math.floor(((index + 1) * events.length) / POINTS));
    for (const seq of points) {
      const newId = `fork-${seq}`;
      await forkRun(context, { point: `${SOURCE}@${seq}`, newId });
      const forked = await store.read(newId);
      expect(forked.slice(0, seq)).toEqual(events.slice(0, seq));
      expect(forked[seq]).toMatchObject({
        type: 'run_forked',
        data: { run_id: newId, from_run: SOURCE, from_seq: seq },
      });
      expect((await store.commits(newId)).slice(0, seq)).toEqual(commits.slice(0, seq));
      expect(bytesOf(cwd, SOURCE)).toBe(before);
    }
    for (const seq of points.filter((_, index) => index % (isFull ? 10 : 3) === 1)) {
      const { json } = await ryeJson(['resume', `fork-${seq}`], { cwd });
      expect(json.outputs).toEqual(OUTPUTS);
      expect(outcomeByPlace(json)).toEqual(outcomeByPlace(source));
    }
    expect(bytesOf(cwd, SOURCE)).toBe(before);
    const { stdout, code } = await rye(['fsck'], { cwd });
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('nothing is wrong');
  });
});

describe('a fork goes on', () => {
  it('with what was spent, under the ceiling that its source had', async () => {
    const cwd = await ledProject();
    const at = await seqOf(cwd, 'model_call_completed', 1);
    const { json: shown } = await ryeJson(['show', `${SOURCE}@${at}`], { cwd });
    await rye(['fork', `${SOURCE}@${at}`, '--run-id', FORK], { cwd });
    const { json } = await ryeJson(['status', FORK], { cwd });
    expect(json.cost.usd).toBe(shown.cost.usd);
    expect(json.budget?.limit_usd).toBe(shown.budget?.limit_usd);
    expect(json.run_id).toBe(FORK);
  });

  it('with another input: the prompt of its root is put together anew, and the turns that it has taken stay', async () => {
    const cwd = await ledProject();
    const at = await seqOf(cwd, 'tool_call_completed');
    const fork = ['fork', `${SOURCE}@${at}`, '-i', 'topic=forks', '--run-id', FORK, '--run'];
    const { json, code } = await ryeJson(fork, { cwd });
    expect(code).toBe(0);
    expect(json.outputs).toEqual({ said: 'notes first second' });
    const events = await eventsOf(cwd, FORK);
    expect(events.filter(({ type }) => type === 'context_composed' || type === 'thread_revised')).toMatchObject([
      { data: { prompt: expect.stringContaining('about rye') } },
      { type: 'thread_revised', data: { inputs: { topic: 'forks' } } },
      { data: { prompt: expect.stringContaining('about forks') } },
      { data: { prompt: expect.stringContaining('one.txt') } },
      { data: { prompt: expect.stringContaining('two.txt') } },
    ]);
    expect(
      events.filter(({ type, data }) => type === 'tool_call_started' && 'path' in (data as { input: object }).input),
    ).toHaveLength(3);
  });

  it('with another result of the call that ends at the point', async () => {
    const cwd = await ledProject();
    const at = await seqOf(cwd, 'tool_call_completed');
    const result = JSON.stringify({ content: 'other notes' });
    const { json } = await ryeJson(['fork', `${SOURCE}@${at}`, '--result', result, '--run-id', FORK, '--run'], { cwd });
    expect(json.outputs).toEqual({ said: 'other notes first second' });
    const { json: source } = await ryeJson(['status', SOURCE], { cwd });
    expect(source.outputs).toEqual({ said: 'notes first second' });
    expect((await eventsOf(cwd, FORK)).map(({ type }) => type)).toContain('tool_result_replaced');
  });

  it('with another model, which is there', async () => {
    const cwd = await ledProject();
    const at = await seqOf(cwd, 'tool_call_completed');
    const { json } = await ryeJson(['fork', `${SOURCE}@${at}`, '--model', 'haiku', '--run-id', FORK, '--run'], { cwd });
    expect(json.threads[0]?.model).toContain('haiku');
    const { json: none, code } = await ryeJson<{ error: { code: string } }>(
      ['fork', `${SOURCE}@${at}`, '--model', 'nobody', '--run-id', 'other-fork'],
      { cwd },
    );
    expect([code, none.error.code]).toEqual([2, 'models/unknown-model']);
  });

  it('with another text of a directive, from the editor: the fork alone has it', async () => {
    const cwd = await ledProject();
    const created = (await eventsOf(cwd, SOURCE)).find(
      ({ type, data }) => type === 'thread_created' && (data as { place: string }).place === 'root/one',
    );
    const editor = join(tempFolder(), 'editor.sh');
    writeFileSync(editor, '#!/bin/sh\nsed -i.bak "s/^Read /Read with care /" "$1"\n', { mode: 0o755 });
    const fork = ['fork', `${SOURCE}@${created?.seq}`, '--edit', 'root/one', '--run-id', FORK, '--run'];
    const { json, stderr } = await ryeJson(fork, { cwd, env: { EDITOR: editor } });
    expect(json.status, stderr).toBe('completed');
    const prompts = (await eventsOf(cwd, FORK)).flatMap((event) =>
      event.type === 'context_composed' ? [event.data.prompt] : [],
    );
    expect(prompts.filter((prompt) => prompt.includes('Read with care'))).toHaveLength(2);
    expect(readFileSync(join(cwd, '.ai/directives/scout.md'), 'utf8')).toBe(SCOUT);
    const before = (await eventsOf(cwd, SOURCE)).flatMap((event) =>
      event.type === 'context_composed' ? [event.data.prompt] : [],
    );
    expect(before.join()).not.toContain('with care');
  });

  it('on another machine, with nothing but the remote', async () => {
    const cwd = await ledProject();
    const at = await seqOf(cwd, 'tool_call_completed', 1);
    await rye(['fork', `${SOURCE}@${at}`, '--run-id', FORK], { cwd });
    const bare = join(tempFolder(), 'remote.git');
    mkdirSync(bare);
    git(bare, 'init', '--quiet', '--bare');
    expect((await rye(['push', bare, FORK], { cwd })).code).toBe(0);
    const there = askingProject();
    const pulled = await rye(['pull', bare, FORK], { cwd: there });
    expect(pulled.code, pulled.stderr).toBe(0);
    const { json } = await ryeJson(['resume', FORK], { cwd: there });
    expect(json.outputs).toEqual({ said: 'notes first second' });
    expect((await rye(['fsck'], { cwd: there })).code).toBe(0);
  });

  it('of a fork: three histories that share their beginnings', async () => {
    const cwd = await ledProject();
    await rye(['fork', `${SOURCE}@12`, '--run-id', FORK, '--run', '--quiet'], { cwd });
    await rye(['fork', `${FORK}@20`, '--run-id', 'fork-of-fork', '--run', '--quiet'], { cwd });
    await rye(['fork', `${FORK}@10`, '--run-id', 'fork-before', '--run', '--quiet'], { cwd });
    const { stdout, code } = await rye(['fsck'], { cwd });
    expect(code, stdout).toBe(0);
    const shared = (a: string, b: string): string =>
      git(
        join(cwd, '.ai/data'),
        'log',
        '-1',
        '--format=%(trailers:key=Rye-Seq,valueonly)',
        git(join(cwd, '.ai/data'), 'merge-base', a, b).trim(),
      ).trim();
    expect([
      shared(SOURCE, FORK),
      shared(FORK, 'fork-of-fork'),
      shared(SOURCE, 'fork-of-fork'),
      shared(SOURCE, 'fork-before'),
    ]).toEqual(['12', '20', '12', '10']);
  });
});

describe('a fork that cannot be', () => {
  const refused = async (cwd: string, args: string[], env = {}): Promise<[number | null, string, string]> => {
    const runs = async (): Promise<string> => (await rye(['runs', '--json'], { cwd })).stdout;
    const before = await runs();
    const { code, json } = await ryeJson<{ error: { code: string; message: string } }>(['fork', ...args], { cwd, env });
    expect(await runs()).toBe(before);
    return [code, json.error.code, json.error.message];
  };

  it('says why, and changes nothing', async () => {
    const cwd = await ledProject();
    const last = (await eventsOf(cwd, SOURCE)).length;
    expect(await refused(cwd, ['nobody@3'])).toEqual([2, 'store/unknown-run', expect.stringContaining('nobody')]);
    expect(await refused(cwd, [`${SOURCE}@${last + 1}`])).toEqual([
      2,
      'app/usage',
      expect.stringContaining(`has ${last} events`),
    ]);
    expect(await refused(cwd, [`${SOURCE}@now`])).toEqual([
      2,
      'app/usage',
      expect.stringContaining('"now" is no event number'),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--run-id', SOURCE])).toEqual([
      2,
      'store/run-exists',
      expect.any(String),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--run-id', 'No Id'])).toEqual([
      2,
      'protocol/bad-run-id',
      expect.any(String),
    ]);
    expect(await refused(cwd, [SOURCE, '-i', 'topic=x'])).toEqual([
      2,
      'app/usage',
      expect.stringContaining('root has ended'),
    ]);
    expect(await refused(cwd, [`${SOURCE}@1`, '-i', 'topic=x'])).toEqual([
      2,
      'app/usage',
      expect.stringContaining('no thread yet'),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--result', '{}'])).toEqual([
      2,
      'app/usage',
      expect.stringContaining('no end of a tool call'),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--result', '{'])).toEqual([
      2,
      'app/usage',
      expect.stringContaining('cannot be read'),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--edit', 'root/nobody'], { EDITOR: 'true' })).toEqual([
      2,
      'app/unknown-thread',
      expect.any(String),
    ]);
    expect(await refused(cwd, [`${SOURCE}@9`, '--edit', 'root'], { EDITOR: 'true' })).toEqual([
      2,
      'app/usage',
      expect.stringContaining('Nothing was changed'),
    ]);
    const broken = join(tempFolder(), 'editor.sh');
    writeFileSync(broken, '#!/bin/sh\necho nonsense > "$1"\n', { mode: 0o755 });
    expect(await refused(cwd, [`${SOURCE}@9`, '--edit', 'root'], { EDITOR: broken })).toEqual([
      2,
      'library/invalid-item',
      expect.any(String),
    ]);
  });

  it('names the runs where the beginning of an id is that of several, and takes it where it is of one', async () => {
    const cwd = await ledProject();
    await rye(['fork', 'the-s@9', '--run-id', FORK], { cwd });
    expect(await refused(cwd, ['the-@9'])).toEqual([
      2,
      'app/ambiguous-run',
      expect.stringContaining(`${FORK}, ${SOURCE}`),
    ]);
  });

  it('between the events of one commit names the points beside it', async () => {
    const cwd = askingProject();
    const { store } = await openProject(contextAt(cwd));
    const writer = await store.create('grouped');
    const started = runStarted('grouped');
    const drafts = [{ ...started, data: { ...started.data, commit: 'group' } } as EventDraft, threadCreated()];
    for (let nth = 0; nth < 200; nth += 1) drafts.push(message(`message ${nth}`));
    await writer.append(drafts).durable;
    await writer.close();
    const commits = await store.commits('grouped');
    const shared = commits.find(({ commit }, index) => commit === commits[index + 1]?.commit);
    expect(await refused(cwd, [`grouped@${shared?.seq}`])).toEqual([
      2,
      'store/no-fork-point',
      expect.stringContaining('shares a commit'),
    ]);
  });

  it('of a pruned run has nothing to go on with', async () => {
    const cwd = await ledProject();
    await rye(['prune', SOURCE, '--yes'], { cwd });
    expect(await refused(cwd, [SOURCE])).toEqual([2, 'app/usage', expect.stringContaining('was pruned')]);
  });
});

describe('a fork that is killed while it is made', () => {
  it.each(['fork-written', 'fork-in-place', 'restore-segment-after', 'journal-sync-before', 'ref-move-before'])(
    'at %s is there whole, or not at all',
    async (point) => {
      const cwd = await ledProject();
      const before = bytesOf(cwd, SOURCE);
      const killed = await rye(['fork', `${SOURCE}@14`, '--run-id', FORK], { cwd, env: { RYE_FAILPOINT: point } });
      expect(killed.signal).toBe('SIGKILL');
      expect(bytesOf(cwd, SOURCE)).toBe(before);
      const again = await ryeJson<ForkDocument & { error?: { code: string } }>(
        ['fork', `${SOURCE}@14`, '--run-id', FORK],
        { cwd },
      );
      if (again.code !== 0) expect(again.json.error?.code).toBe('store/run-exists');
      const { json } = await ryeJson<RunDocument>(['resume', FORK], { cwd });
      expect(json).toMatchObject({ run_id: FORK, status: 'completed', outputs: { said: 'notes first second' } });
      const { code, stdout } = await rye(['fsck'], { cwd });
      expect(code, stdout).toBe(0);
      expect(bytesOf(cwd, SOURCE)).toBe(before);
    },
  );
});
