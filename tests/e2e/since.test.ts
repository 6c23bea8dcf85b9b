import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '#app';
import { askingProject, LEAD, SCOUT } from '../helpers/asking-project.ts';
import { eventsOf, ITEM, leadProject, outcomeByPlace } from '../helpers/lead-pipeline.ts';
import { madeOnce } from '../helpers/made-once.ts';
import { git, rye, ryeJson, tempFolder, writeFiles } from '../helpers/rye.ts';

const BASE = 'the-base';
const NEXT = 'the-next';

const ranProject = madeOnce(async () => {
  const cwd = askingProject();
  const { code, stderr } = await rye(['run', 'lead', '--offline', '--run-id', BASE, '--quiet'], { cwd });
  expect(code, stderr).toBe(0);
  return cwd;
});

const since = (cwd: string, ...more: string[]) =>
  ryeJson(['run', 'lead', '--offline', '--since', BASE, '--run-id', NEXT, ...more], { cwd });
const plan = async (cwd: string, ...more: string[]): Promise<PlanDocument> =>
  (await ryeJson<PlanDocument>(['plan', 'lead', '--offline', '--since', BASE, ...more], { cwd })).json;
/** Threads that asked a model for something. */
const asking = (threads: { place: string; cost: { model_calls: number } }[]): string[] =>
  threads.filter(({ cost }) => cost.model_calls > 0).map(({ place }) => place);

describe('rye run --since', () => {
  it('takes everything over where nothing has changed: no model is asked, and nothing is paid', async () => {
    const cwd = await ranProject();
    const { json: base } = await ryeJson(['status', BASE], { cwd });
    const { json } = await since(cwd);
    expect(json).toMatchObject({ status: 'completed', outputs: { said: 'notes first second' } });
    expect(json.cost).toMatchObject({ usd: 0, model_calls: 0, input_tokens: 0, saved_usd: base.cost.usd });
    const events = await eventsOf(cwd, NEXT);
    expect(events.filter(({ type }) => type === 'thread_taken_over')).toMatchObject([
      { data: { from_run: BASE, threads: 3, saved_usd: base.cost.usd } },
      { data: { threads: 1 } },
      { data: { threads: 1 } },
    ]);
    const copied = events.filter(({ taken_over: mark }) => mark !== undefined);
    const originals = new Map((await eventsOf(cwd, BASE)).map((event) => [event.seq, event.type]));
    for (const { taken_over: mark, type } of copied) expect(originals.get(mark?.seq ?? 0)).toBe(type);
    expect((await rye(['fsck'], { cwd })).code).toBe(0);
  });

  it('runs the threads of an edited directive, and those above only as far as they hear something else', async () => {
    const cwd = await ranProject();
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {input', 'Read with care {input') });
    const planned = await plan(cwd);
    expect(planned.threads.map(({ place, fate }) => [place, fate])).toEqual([
      ['root', 'may_run'],
      ['root/one', 'runs'],
      ['root/two', 'runs'],
    ]);
    expect(planned.threads[1]?.because).toMatchObject([
      { kind: 'prompt', what: expect.stringContaining('Read with care one.txt') },
    ]);
    const { json } = await since(cwd);
    // The scouts found the same: the lead is told the same, and is not asked again.
    expect(asking(json.threads)).toEqual(['root/one', 'root/two']);
    expect(json.cost.usd).toBeGreaterThanOrEqual(planned.cost_usd.least * 0.9);
    expect(json.cost.usd).toBeLessThanOrEqual(planned.cost_usd.most * 1.1);
    expect(json.outputs).toEqual({ said: 'notes first second' });
  });

  it.each<[string, Record<string, string>, string[], string]>([
    ['a file that one of them read', { 'two.txt': 'other' }, ['root', 'root/two'], 'notes first other'],
    ['a file that the root read itself', { 'notes.txt': 'new' }, ['root'], 'new first second'],
    [
      'the root’s own text',
      { '.ai/directives/lead.md': LEAD.replace('Find out', 'Find out quickly') },
      ['root'],
      'notes first second',
    ],
    [
      'an author, which no model is told',
      { '.ai/directives/scout.md': SCOUT.replace('>team<', '>crew<') },
      [],
      'notes first second',
    ],
    [
      'a limit, which no model is told',
      { '.ai/directives/scout.md': SCOUT.replace('<permissions>', '<limits turns="9"/><permissions>') },
      [],
      'notes first second',
    ],
    [
      'what they may do',
      { '.ai/directives/scout.md': SCOUT.replace('rye/file-system/*', 'rye/file-system/read') },
      ['root/one', 'root/two'],
      'notes first second',
    ],
  ])('after a change of %s asks only those that it concerns', async (_what, files, places, said) => {
    const cwd = await ranProject();
    writeFiles(cwd, files);
    const fates = new Map((await plan(cwd)).threads.map(({ place, fate }) => [place, fate]));
    const { json } = await since(cwd);
    expect(asking(json.threads)).toEqual(places);
    expect(json.outputs).toEqual({ said });
    for (const place of places) expect(fates.get(place), place).not.toBe('taken_over');
    for (const [place, fate] of fates) if (fate === 'taken_over') expect(places).not.toContain(place);
  });

  it('takes the inputs of the run that it goes by, but for those that are given', async () => {
    const cwd = await ranProject();
    const { json } = await since(cwd, '-i', 'topic=forks');
    expect(asking(json.threads)).toEqual(['root']);
    expect((await eventsOf(cwd, NEXT))[0]).toMatchObject({
      data: { inputs: { topic: 'forks' }, since: { run: BASE } },
    });
    expect((await plan(cwd, '-i', 'topic=forks')).threads[0]).toMatchObject({
      fate: 'runs',
      because: [{ kind: 'inputs' }],
    });
  });

  it('never takes over a failure', async () => {
    const cwd = askingProject();
    rmSync(join(cwd, 'two.txt'));
    await rye(['run', 'lead', '--offline', '--run-id', BASE, '--quiet'], { cwd });
    const { json: base } = await ryeJson(['status', BASE], { cwd });
    const failed = base.threads.filter(({ status }) => status !== 'completed').map(({ place }) => place);
    expect(failed).toContain('root/two');
    writeFiles(cwd, { 'two.txt': 'second' });
    const { json } = await since(cwd);
    expect(json).toMatchObject({ status: 'completed', outputs: { said: 'notes first second' } });
    expect(json.threads.find(({ place }) => place === 'root/one')?.cost.model_calls).toBe(0);
    expect(json.threads.find(({ place }) => place === 'root/two')?.cost.model_calls).toBeGreaterThan(0);
  });

  it('keeps what was done once from being done twice, and trusts no command where the project has changed', async () => {
    const cwd = await ranProject();
    const bash = { calls: [{ name: 'did', tool: 'rye/bash', input: { command: 'echo x >> done.log; cat one.txt' } }] };
    writeFiles(cwd, {
      '.gitignore': 'done.log\n',
      '.ai/directives/scout.md': SCOUT.replace('<tool>rye/file-system/*', '<tool>rye/bash'),
      '.ai/offline/scout.yaml': JSON.stringify({
        turns: [bash, { calls: [{ tool: 'directive_return', input: { found: '${results.did.stdout}' } }] }],
      }),
      '.ai/directives/lead.md': LEAD.replace('<tool>', '<tool>rye/bash</tool><tool>'),
    });
    const first = await ryeJson(['run', 'lead', '--offline', '--approve', 'auto', '--run-id', 'with-bash'], { cwd });
    expect(first.json.status, JSON.stringify(first.json.error)).toBe('completed');
    const times = (): number => readFileSync(join(cwd, 'done.log'), 'utf8').length;
    const before = times();
    const again = (id: string, ...more: string[]) =>
      ryeJson(['run', 'lead', '--offline', '--approve', 'auto', '--since', 'with-bash', '--run-id', id, ...more], {
        cwd,
      });
    expect(asking((await again('second')).json.threads)).toEqual([]);
    expect(times()).toBe(before);
    writeFiles(cwd, { 'elsewhere.txt': 'changed' });
    expect(asking((await again('third', '--trust-commands')).json.threads)).toEqual([]);
    expect(times()).toBe(before);
    // The requests are the same, and so their answers are; but the commands are run again.
    await again('fourth');
    expect(times()).toBe(before * 2);
  });

  it('goes on where it was killed, and pays nothing twice', async () => {
    const cwd = await ranProject();
    writeFiles(cwd, { 'two.txt': 'other' });
    for (const point of [
      'journal-ack-after:4',
      'child-spawned:1',
      'child-spawned:2',
      'model-reply-recorded:1',
      'content-stage-after:2',
    ]) {
      const id = `killed-${point.replace(/[^a-z0-9]/g, '-')}`;
      const start = ['run', 'lead', '--offline', '--since', BASE, '--run-id', id, '--quiet'];
      expect((await rye(start, { cwd, env: { RYE_FAILPOINT: point } })).signal, point).toBe('SIGKILL');
      const { json } = await ryeJson(['resume', id], { cwd });
      expect(json, point).toMatchObject({ status: 'completed', outputs: { said: 'notes first other' } });
      expect(json.threads.find(({ place }) => place === 'root/one')?.cost.usd, point).toBe(0);
    }
    expect((await rye(['fsck'], { cwd })).code).toBe(0);
  });

  it('travels without the run that it goes by, and is whole there', async () => {
    const cwd = await ranProject();
    await since(cwd);
    const bare = join(tempFolder(), 'remote.git');
    mkdirSync(bare);
    git(bare, 'init', '--quiet', '--bare');
    await rye(['push', bare, NEXT], { cwd });
    const there = askingProject();
    await rye(['pull', bare, NEXT], { cwd: there });
    expect((await ryeJson(['status', NEXT], { cwd: there })).json.outputs).toEqual({ said: 'notes first second' });
    expect((await rye(['transcript', NEXT, 'root/one'], { cwd: there })).stdout).toContain('first');
    expect((await rye(['fsck'], { cwd: there })).code).toBe(0);
  });

  it('goes by no run that is unknown, ambiguous, pruned, of another item, or had a secret for an input', async () => {
    const cwd = await ranProject();
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    await rye(['run', 'lead', '--offline', '--run-id', 'the-secret', '--quiet', '-i', `topic=${token}`], { cwd });
    const refused = async (item: string, point: string) => {
      for (const command of ['plan', 'run']) {
        const { code, json } = await ryeJson<{ error?: { code: string; message: string } }>(
          [command, item, '--offline', '--since', point],
          { cwd },
        );
        expect(code).toBe(2);
        if (command === 'run') return json.error?.message;
      }
      return undefined;
    };
    expect(await refused('lead', 'nobody')).toContain('"nobody"');
    expect(await refused('lead', 'the-')).toContain(`${BASE}, the-secret`);
    expect(await refused('lead', `${BASE}@9999`)).toContain('no event 9999');
    expect(await refused('scout', BASE)).toContain('is a run of lead');
    expect(await refused('lead', 'the-secret')).toContain('held a secret');
    await rye(['prune', BASE, '--yes'], { cwd });
    expect(await refused('lead', BASE)).toContain('was pruned');
    expect(existsSync(join(cwd, '.ai/data/runs', NEXT))).toBe(false);
  });
});

describe('the lead pipeline, one leaf of which was edited', () => {
  it('runs that leaf’s threads and no other, and comes to what a full run comes to', async () => {
    const cwd = await leadProject();
    await rye(['run', ITEM, '--offline', '--run-id', BASE, '--quiet'], { cwd });
    const leaf = '.ai/directives/leads/score_lead.md';
    writeFiles(cwd, {
      [leaf]: readFileSync(join(cwd, leaf), 'utf8').replace('Scores one lead.', 'Scores one lead with care.'),
    });
    const { json: part } = await ryeJson(['run', ITEM, '--offline', '--since', BASE, '--run-id', NEXT], { cwd });
    const { json: full } = await ryeJson(['run', ITEM, '--offline', '--run-id', 'the-full'], { cwd });
    expect(outcomeByPlace(part)).toEqual(outcomeByPlace(full));
    expect(asking(part.threads).every((place) => /\/score-/.test(place))).toBe(true);
    expect(part.cost.usd).toBeLessThan(full.cost.usd / 20);
    const { json } = await ryeJson<{ first_divergence?: object; artifacts: object[] }>(['diff', NEXT, 'the-full'], {
      cwd,
    });
    expect(json.first_divergence).toBeUndefined();
    expect(json.artifacts).toEqual([]);
  });
});
