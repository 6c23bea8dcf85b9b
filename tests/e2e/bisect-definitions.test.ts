import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DefinitionBisect, RunRow } from '#app';
import type { Event } from '#protocol';
import { askingProject, LEAD, SCOUT, SCRIPTS } from '../helpers/asking-project.ts';
import { madeOnce } from '../helpers/made-once.ts';
import { git, rye, ryeJson, writeFiles } from '../helpers/rye.ts';

const CHECK = 'grep -q "rye first" run.json';
const LEAD_FILE = '.ai/directives/lead.md';
const WHEAT = LEAD.replace('default="rye"', 'default="wheat"');

/** A project whose run `good` says what it is about and what one scout found. */
const project = madeOnce(async () => {
  const cwd = askingProject();
  const [look, spawn, end] = SCRIPTS.lead.turns;
  const said = '${inputs.topic} ${results.spawn_one.outputs.found}';
  const last = { calls: [{ ...end?.calls[0], input: { said } }] };
  writeFiles(cwd, { '.ai/offline/lead.yaml': JSON.stringify({ turns: [look, spawn, last] }) });
  commit(cwd, 'Begin');
  await run(cwd, 'good');
  return cwd;
});

/** The same, with five commits since; the second one is to blame. */
const withCommits = madeOnce(async () => {
  const cwd = await project();
  edit(cwd, { [LEAD_FILE]: LEAD.replace('Find out', 'Find everything') }, 'Ask for everything');
  edit(cwd, { [LEAD_FILE]: WHEAT }, 'Ask about wheat');
  edit(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {', 'Read all of {') }, 'Read all');
  edit(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {', 'Look at {') }, 'Look');
  edit(cwd, { 'other.txt': 'other' }, 'Note more');
  await run(cwd, 'worse');
  return cwd;
});

function commit(cwd: string, message: string): void {
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message', message);
}

function edit(cwd: string, files: Record<string, string>, message: string): void {
  writeFiles(cwd, files);
  commit(cwd, message);
}

async function run(cwd: string, id: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await rye(['run', 'lead', '--offline', '--quiet', '--run-id', id, ...more], { cwd });
  expect(code, stderr).toBe(0);
}

type Answer = DefinitionBisect & { error?: { code: string; message: string; data?: { run_id: string } } };

async function bisect(cwd: string, more: string[] = [], env: Record<string, string> = {}) {
  const args = ['bisect', '--good', 'good', '--bad', 'worse', '--check', CHECK, ...more];
  return ryeJson<Answer>(args, { cwd, env });
}

describe('rye bisect between two runs', () => {
  it('finds the commit with which a check begins to fail, and runs only what an edit touches', async () => {
    const cwd = await withCommits();
    const before = [git(cwd, 'status', '--porcelain'), git(cwd, 'for-each-ref'), git(cwd, 'rev-parse', 'HEAD')];
    const { code, json, stderr } = await bisect(cwd);
    expect(code, stderr).toBe(0);
    expect(json.first_bad).toEqual([
      { kind: 'commit', name: git(cwd, 'rev-parse', 'HEAD~3').trim(), what: 'Ask about wheat' },
    ]);
    expect(json.edits.map(({ what }) => what)).toEqual([
      'Ask for everything',
      'Ask about wheat',
      'Read all',
      'Look',
      'Note more',
    ]);
    expect(json.simulated).toBe(true);
    expect(json.probes.length).toBeLessThanOrEqual(3);
    const runs = (await ryeJson<{ runs: RunRow[] }>(['runs', '--json'], { cwd })).json.runs;
    const full = runs.find((each) => each.run_id === 'good')?.cost_usd ?? 0;
    for (const id of json.probes.flatMap((probe) => probe.runs)) {
      const row = runs.find((each) => each.run_id === id);
      expect(row).toMatchObject({ item: 'lead', status: 'completed' });
      expect(row?.cost_usd).toBeLessThan(full);
    }
    // The project is as it was, and its runs are whole.
    expect([git(cwd, 'status', '--porcelain'), git(cwd, 'for-each-ref'), git(cwd, 'rev-parse', 'HEAD')]).toEqual(
      before,
    );
    expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
    // Said again, nothing is run again.
    expect((await bisect(cwd)).json).toMatchObject({ first_bad: json.first_bad, probes: json.probes, cost_usd: 0 });
  });

  it('finds the definition that differs where nothing was committed, one edit at a time', async () => {
    const cwd = await project();
    writeFiles(cwd, {
      [LEAD_FILE]: WHEAT,
      '.ai/directives/scout.md': SCOUT.replace('Read {', 'Read all of {'),
    });
    await run(cwd, 'worse');
    const text = readFileSync(join(cwd, LEAD_FILE), 'utf8');
    const { json, stderr } = await bisect(cwd);
    expect(json.first_bad, stderr).toEqual([{ kind: 'definition', name: LEAD_FILE, what: 'directive lead' }]);
    expect(json.edits.map(({ name }) => name)).toEqual([LEAD_FILE, '.ai/directives/scout.md']);
    expect(readFileSync(join(cwd, LEAD_FILE), 'utf8')).toBe(text);
  });

  it('takes what was not committed for the edits after the commits', async () => {
    const cwd = await project();
    edit(cwd, { [LEAD_FILE]: LEAD.replace('Find out', 'Find everything') }, 'Ask for everything');
    writeFiles(cwd, { [LEAD_FILE]: WHEAT });
    await run(cwd, 'worse');
    const { json } = await bisect(cwd);
    expect(json.edits.map(({ kind, what }) => [kind, what])).toEqual([
      ['commit', 'Ask for everything'],
      ['definition', 'directive lead'],
    ]);
    expect(json.first_bad).toMatchObject([{ kind: 'definition' }]);
  });

  it('lets most of several runs decide, and asks no more of them than that takes', async () => {
    const cwd = await withCommits();
    const { json } = await bisect(cwd, ['--samples', '3']);
    expect(json.first_bad).toMatchObject([{ what: 'Ask about wheat' }]);
    for (const { runs } of json.probes) expect(runs.map((id) => id.slice(-2))).toEqual(['-1', '-2']);
  });

  it('says which edits it could be where definitions do not parse', async () => {
    const cwd = await project();
    edit(cwd, { [LEAD_FILE]: '# Lead\n\nNo directive.\n' }, 'Break it');
    edit(cwd, { [LEAD_FILE]: WHEAT }, 'Ask about wheat');
    await run(cwd, 'worse');
    const { json, stderr } = await bisect(cwd);
    expect(json.first_bad.map(({ what }) => what)).toEqual(['Break it', 'Ask about wheat']);
    expect(json.probes).toMatchObject([{ verdict: 'skip', runs: [] }]);
    expect(stderr).toContain('lead.md');
  });

  it('leaves alone what pipelines keep, and the files that agents write', async () => {
    const cwd = await project();
    const write = { calls: [{ tool: 'rye/file-system/write', input: { path: 'written.txt', content: 'written' } }] };
    const lead = JSON.parse(readFileSync(join(cwd, '.ai/offline/lead.yaml'), 'utf8')) as { turns: object[] };
    const tools = (text: string) => text.replace('<tool>rye/file-system/read', '<tool>rye/file-system/*');
    edit(cwd, { [LEAD_FILE]: tools(LEAD) }, 'Allow it');
    edit(
      cwd,
      { [LEAD_FILE]: tools(WHEAT), '.ai/offline/lead.yaml': JSON.stringify({ turns: [write, ...lead.turns] }) },
      'Write',
    );
    edit(cwd, { 'other.txt': 'other' }, 'Note more');
    await run(cwd, 'worse');
    git(cwd, 'clean', '--quiet', '--force', 'written.txt');
    const { json, stderr } = await bisect(cwd);
    expect(json.first_bad, stderr).toMatchObject([{ what: 'Write' }]);
    expect(existsSync(join(cwd, 'written.txt'))).toBe(false);
  });

  it('stops at its budget, and goes on where it was without paying twice', async () => {
    const cwd = await withCommits();
    const stopped = await bisect(cwd, ['--budget', '0.005']);
    expect([stopped.code, stopped.json.error?.code]).toEqual([4, 'app/probe-stopped']);
    expect(stopped.json.error?.message).toContain('is out of money');
    // Without a name, what was tried out is not what is meant.
    const unnamed = await ryeJson<Answer>(['resume', '--quiet'], { cwd });
    expect(unnamed.json.error?.code).toBe('app/nothing-to-resume');
    const { json, stderr } = await bisect(cwd, ['--budget', '1']);
    expect(json.first_bad, stderr).toMatchObject([{ what: 'Ask about wheat' }]);
    expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
  });

  it('goes on with the run that it was in when it was killed', async () => {
    const cwd = await withCommits();
    const killed = await rye(['bisect', '--good', 'good', '--bad', 'worse', '--check', CHECK], {
      cwd,
      env: { RYE_FAILPOINT: 'model-reply-recorded:1' },
    });
    expect(killed.code, killed.stderr).toBe(null);
    const { json, stderr } = await bisect(cwd);
    expect(json.first_bad, stderr).toMatchObject([{ what: 'Ask about wheat' }]);
    const [first] = json.probes[0]?.runs ?? [];
    const { events } = (await ryeJson<{ events: Event[] }>(['log', first ?? '', '--json'], { cwd })).json;
    expect(events.map(({ type }) => type).filter((type) => type === 'run_recovered')).toHaveLength(1);
  });

  it('refuses runs that cannot be compared, and changes nothing', async () => {
    const cwd = await withCommits();
    const before = (await rye(['runs', '--json'], { cwd })).stdout;
    const refused = async (...args: string[]) => {
      const { code, json } = await ryeJson<Answer>(['bisect', ...args, '--check', CHECK], { cwd });
      return [code, json.error?.message];
    };
    await run(cwd, 'asked', '--input', 'topic=oats');
    const scout = ['run', 'scout', '--offline', '--quiet', '--run-id', 'scouted', '--input', 'file=one.txt'];
    expect((await rye(scout, { cwd })).code).toBe(0);
    await run(cwd, 'same');
    expect(await refused('--good', 'worse', '--bad', 'good')).toEqual([
      2,
      'The check fails at worse, which is to be good.',
    ]);
    expect(await refused('--good', 'good', '--bad', 'good')).toEqual([2, 'Event 51 does not come before event 51.']);
    expect(await refused('--good', 'good', '--bad', 'asked')).toEqual([2, 'good and asked were given other inputs.']);
    expect(await refused('--good', 'good', '--bad', 'scouted')).toEqual([
      2,
      'good is a run of lead, and scouted one of scout.',
    ]);
    expect(await refused('--good', 'good', '--bad', 'nobody')).toEqual([2, expect.stringContaining('nobody')]);
    const rows = (text: string) => (JSON.parse(text) as { runs: RunRow[] }).runs.map(({ run_id: id }) => id);
    expect(rows((await rye(['runs', '--json'], { cwd })).stdout).filter((id) => id.startsWith('bisect'))).toEqual([]);
    expect(rows(before)).not.toContain('asked');
    const nothing = await ryeJson<Answer>(
      ['bisect', '--good', 'worse', '--bad', 'same', '--check', 'test "$RYE_RUN" = worse'],
      { cwd },
    );
    expect(nothing.json.error?.message).toContain('Nothing that can be tried out lies between');
  });
});
