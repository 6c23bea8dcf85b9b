import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDiff } from '#protocol';
import { ITEM, leadProject, PLACES } from '../helpers/lead-pipeline.ts';
import { madeOnce } from '../helpers/made-once.ts';
import { git, rye, ryeJson } from '../helpers/rye.ts';

async function run(project: string, runId: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await rye(['run', ITEM, '--offline', '--quiet', '--run-id', runId, ...more], {
    cwd: project,
  });
  expect(code, stderr).toBe(0);
}

/** A project in which the pipeline has run as `one`; and one in which it has run as `two`, too. */
const oneRun = madeOnce(async () => {
  const project = await leadProject();
  await run(project, 'one');
  return project;
});
const twoRuns = madeOnce(async () => {
  const project = await oneRun();
  await run(project, 'two');
  return project;
});

async function diff(project: string, ...args: string[]): Promise<RunDiff> {
  const { json, stderr } = await ryeJson<RunDiff>(['diff', ...args], { cwd: project });
  expect(stderr).toBe('');
  return json;
}

/** Changes a file of the template. */
function edit(project: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(project, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(project, path), text.replace(from, to));
}

/** Everything that reading must leave as it was. */
function stateOf(project: string): unknown {
  const data = join(project, '.ai/data');
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [
    git(data, 'for-each-ref'),
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  ];
}

describe('rye diff', () => {
  it('finds two runs of the pipeline identical: same places, same actions, same files, whatever came first', async () => {
    const project = await twoRuns();
    const before = stateOf(project);
    const found = await diff(project, 'one', 'two');
    expect(found).toMatchObject({ a: 'one', b: 'two', identical: true, outputs: [], artifacts: [], definitions: [] });
    expect(found).not.toHaveProperty('first_divergence');
    expect(found.threads.map(({ place, change }) => `${place} ${change}`).toSorted()).toEqual(
      PLACES.map((place) => `${place} same`).toSorted(),
    );
    expect(found.threads[0]?.actions).toEqual({ same: 18, changed: 0 });
    const { code, stdout } = await rye(['diff', 'one', 'two', '--exit-code'], { cwd: project });
    expect([code, stdout]).toEqual([0, 'one and two did the same and came to the same: 27 threads, 151 actions.\n']);
    expect(await diff(project, 'one', 'one')).toMatchObject({ identical: true });
    expect(stateOf(project)).toEqual(before);
  });

  it('finds where an edited script makes a run do something else, and what came of it', async () => {
    const project = await oneRun();
    const script = '.ai/offline/leads/generate_email.yaml';
    edit(project, script, 'content: ${results.draft.content}', 'content: "${results.draft.content}PS: Call us.\\n"');
    edit(project, '.ai/directives/leads/score_lead.md', '<description>', '<description>Carefully: ');
    await run(project, 'two');
    const found = await diff(project, 'one', 'two');
    expect(found.identical).toBe(false);
    const emails = ['root/outreach/email-oak_and_rye', 'root/outreach/email-spoke_house'];
    expect(emails).toContain(found.first_divergence?.place);
    expect(found.first_divergence).toMatchObject({
      kind: 'input',
      action_a: { kind: 'call', tool: 'rye/artifacts/write' },
      input: [{ path: 'input.content', b: expect.stringContaining('PS: Call us.') }],
    });
    const { seq_a: seq } = found.first_divergence ?? {};
    const { stdout: log } = await rye(['log', 'one', '--ndjson'], { cwd: project });
    expect(JSON.parse(log.split('\n')[(seq ?? 0) - 1] ?? '')).toMatchObject({
      seq,
      type: 'tool_call_started',
      data: { tool: 'rye/artifacts/write' },
    });
    for (const place of emails)
      expect(found.threads.find((thread) => thread.place === place)).toMatchObject({
        change: 'changed',
        actions: { same: 3, changed: 1 },
        outputs: [],
      });
    expect(found.artifacts.map(({ path, change }) => [path, change])).toEqual([
      ['artifacts/outreach/oak_and_rye.md', 'changed'],
      ['artifacts/outreach/spoke_house.md', 'changed'],
    ]);
    for (const { path, diff: text } of found.artifacts) {
      expect(text).toContain(`--- a/${path}\n+++ b/${path}\n@@ `);
      expect(text).toContain('\n+PS: Call us.\n');
    }
    expect(found.definitions).toMatchObject([{ kind: 'directive', id: 'leads/score_lead', change: 'changed' }]);
    expect(found.definitions[0]?.diff).toMatch(/\n-.*<description>.*\n\+.*<description>Carefully: /);

    const ended = await rye(['diff', 'one', 'two', '--exit-code'], { cwd: project });
    expect([ended.code, ended.stderr]).toEqual([1, '']);
    expect((await rye(['diff', 'one', 'two'], { cwd: project })).code).toBe(0);
    const outputs = await rye(['diff', 'one', 'two', '--outputs'], { cwd: project });
    expect(outputs.stdout).toMatch(/^artifacts\n {2}~ artifacts\/outreach\/oak_and_rye\.md\n/);
  });

  it('tells threads, outputs by path and files that only one has, each side in its place', async () => {
    const project = await leadProject();
    await run(project, 'strict');
    await run(project, 'mild', '-i', 'minimum=60');
    const found = await diff(project, 'strict', 'mild');
    expect(found.inputs).toEqual([{ path: 'inputs.minimum', b: 60 }]);
    expect(found.outputs).toContainEqual({ path: 'outputs.qualified', a: 3, b: 6 });
    expect(found.outputs.map(({ path }) => path)).toContain('outputs.failures[3]');
    const only = found.threads.filter(({ change }) => change === 'only_b').map(({ place }) => place);
    expect(only).toContain('root/outreach/email-green_stem');
    expect(found.artifacts).toContainEqual(
      expect.objectContaining({ path: 'artifacts/outreach/green_stem.md', change: 'only_b' }),
    );
    const back = await diff(project, 'mild', 'strict');
    expect(
      back.threads
        .filter(({ change }) => change === 'only_a')
        .map(({ place }) => place)
        .toSorted(),
    ).toEqual(only.toSorted());
  });

  it('finds a run that was killed and resumed identical to one that was not, and says until then how far it came', async () => {
    const project = await leadProject();
    await run(project, 'whole');
    const cut = await rye(['run', ITEM, '--offline', '--quiet', '--run-id', 'cut'], {
      cwd: project,
      env: { RYE_FAILPOINT: 'tool-started:20' },
    });
    expect(cut.signal).toBe('SIGKILL');
    const before = await diff(project, 'whole', 'cut');
    expect(before).toMatchObject({ identical: false, runs: { b: { status: 'interrupted' } } });
    const kinds = before.threads.flatMap(({ divergence }) => (divergence ? [divergence.kind] : []));
    expect([...new Set(kinds)]).toEqual(['only_a']);
    expect((await rye(['resume', 'cut', '--quiet'], { cwd: project })).code).toBe(0);
    expect(await diff(project, 'whole', 'cut')).toMatchObject({ identical: true });
  });

  it('compares two points of one run, and a point of one with another', async () => {
    const project = await twoRuns();
    const between = await diff(project, 'one@20', 'one@40');
    expect(between).toMatchObject({
      a: 'one@20',
      b: 'one@40',
      runs: { a: { seq: 20 }, b: { seq: 40, status: 'running' } },
    });
    expect(between.first_divergence).toMatchObject({ kind: 'only_b' });
    expect(between.threads.some(({ change }) => change === 'only_a')).toBe(false);
    expect(await diff(project, 'one@30', 'one@30')).toMatchObject({ identical: true });
    const late = await diff(project, 'one', 'two@30');
    expect(late).toMatchObject({ identical: false, first_divergence: { kind: 'only_a' } });
    expect(late.outputs.every((value) => 'a' in value && !('b' in value))).toBe(true);
  });

  it('compares a pruned run by what it keeps, and says what it no longer has', async () => {
    const project = await oneRun();
    await run(project, 'two', '-i', 'minimum=60');
    const pruned = await rye(['prune', 'one', '--yes'], { cwd: project });
    expect(pruned.code, pruned.stderr).toBe(0);
    const found = await diff(project, 'one', 'two');
    expect(found.runs.a.pruned_at).toBeDefined();
    expect(found.artifacts.find(({ path }) => path === '.ai/data/leads/qualified.json')).toMatchObject({
      change: 'changed',
      note: 'one was pruned: what is left of it is the hash',
    });
    const { stdout } = await rye(['diff', 'one', 'two'], { cwd: project });
    expect(stdout).toContain('one was pruned: texts are compared by their hashes, and its files are gone.\n');
  });

  it('reads a run whose files are gone out of git', async () => {
    const project = await oneRun();
    edit(project, '.ai/tools/leads/email.mjs', 'Kind regards', 'Bye');
    await run(project, 'two');
    const whole = await diff(project, 'one', 'two');
    expect(whole.artifacts).toHaveLength(2);
    for (const id of ['one', 'two']) rmSync(join(project, '.ai/data/runs', id), { recursive: true });
    expect(await diff(project, 'one', 'two')).toEqual(whole);
  });

  it('refuses what it cannot compare with one clear error, and changes nothing', async () => {
    const project = await twoRuns();
    const before = stateOf(project);
    const cases: [string[], string, RegExp][] = [
      [['one', 'tow'], 'store/unknown-run', /two/],
      [['On', 'one'], 'protocol/bad-run-id', /run id/],
      [['', 'one'], 'protocol/bad-run-id', /run id/],
      [['one@9999', 'two'], 'app/usage', /one has \d+ events; there is no event 9999\./],
      [['one', 'one@9999'], 'app/usage', /one has \d+ events; there is no event 9999\./],
      [['one', 'two@x'], 'app/usage', /"x" is no event number\./],
      [['one@0', 'two'], 'app/usage', /"0" is no event number\./],
      [['one@1e1', 'two'], 'app/usage', /"1e1" is no event number\./],
      [['one@1@2', 'two'], 'app/usage', /"1@2" is no event number\./],
      [['one'], 'cli/usage', /missing required argument/],
    ];
    for (const [args, code, message] of cases) {
      const { code: exit, json } = await ryeJson<{ error: { code: string; message: string; hint?: string } }>(
        ['diff', ...args, '--exit-code'],
        { cwd: project },
      );
      expect([exit, json.error.code], args.join(' ')).toEqual([2, code]);
      expect(`${json.error.message} ${json.error.hint}`).toMatch(message);
    }
    expect(stateOf(project)).toEqual(before);
  });
});
