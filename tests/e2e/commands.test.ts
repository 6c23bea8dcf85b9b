import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, startRye, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

describe('the JSON of the commands', () => {
  it('run and status print the same document, with the keys of the contract', async () => {
    const project = pipelineProject();
    const run = await ryeJson(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    const status = await ryeJson(['status', 'the-run'], { cwd: project });
    expect(status.json).toEqual(run.json);
    const wanted =
      'run_id item kind status started_at ended_at duration_ms root outputs cost budget events head waiting_for threads';
    for (const key of wanted.split(' ')) expect(run.json).toHaveProperty(key);
    const cost =
      'usd input_tokens output_tokens cache_read_tokens cache_write_tokens turns model_calls tool_calls unsettled_usd';
    expect(Object.keys(run.json.cost).sort()).toEqual(cost.split(' ').sort());
    const thread =
      'id place parent directive status model simulated cost limits capabilities context outputs files_read files_written';
    for (const key of thread.split(' ')) expect(run.json.threads[1]).toHaveProperty(key);
    expect(run.json.threads[1]).toMatchObject({ files_read: ['notes.txt'], context: { window: 200_000 } });
    expect(run.json.started_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('runs lists the newest first, with what can be resumed', async () => {
    const project = pipelineProject();
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'first'], { cwd: project });
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'second'], {
      cwd: project,
      env: { RYE_FAILPOINT: 'tool-started:2' },
    });
    const { json } = await ryeJson<{ runs: { run_id: string; status: string; resumable: boolean }[] }>(['runs'], {
      cwd: project,
    });
    expect(json.runs).toMatchObject([
      { run_id: 'second', status: 'interrupted', resumable: true },
      { run_id: 'first', status: 'completed', resumable: false },
    ]);
  });

  it('ndjson prints every event of a run, in order, as it is in the log', async () => {
    const project = pipelineProject();
    const { stdout } = await rye(['run', 'fan', '--offline', '--ndjson', '--run-id', 'the-run'], { cwd: project });
    const printed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    const logged = await ryeJson<{ run_id: string; events: (Event & { commit?: string })[] }>(['log', 'the-run'], {
      cwd: project,
    });
    expect(logged.json.events.map(({ commit: _commit, ...event }) => event)).toEqual(printed);
    expect(logged.json.events.every(({ commit }) => /^[0-9a-f]{40}$/.test(commit ?? ''))).toBe(true);
  });

  it('status without a run is of the newest, transcript without a thread of the root', async () => {
    const project = pipelineProject();
    expect((await rye(['status'], { cwd: project })).code).toBe(2);
    for (const runId of ['first', 'second']) {
      await rye(['run', 'fan', '--offline', '--quiet', '--run-id', runId], { cwd: project });
    }
    expect((await ryeJson(['status'], { cwd: project })).json.run_id).toBe('second');
    expect((await rye(['transcript', 'first'], { cwd: project })).stdout).toMatch(/^# root\n/);
  });

  it('show gives the state at a point, and the transcript of a thread is Markdown', async () => {
    const project = pipelineProject();
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    const early = await ryeJson<RunDocument>(['show', 'the-run@8'], { cwd: project });
    expect(early.json.status).toBe('running');
    expect(early.json.events).toBe(8);
    const thread = await rye(['show', 'the-run', 'root/leaf1'], { cwd: project });
    expect(JSON.parse(thread.stdout)).toMatchObject({ place: 'root/leaf1', outputs: { said: 'I am leaf1: 3' } });
    const transcript = await rye(['transcript', 'the-run', 'root/leaf1'], { cwd: project });
    expect(transcript.stdout).toMatch(/^# root\/leaf1\n/);
    expect(transcript.stdout).toContain('## call rye_file_system_read');
  });
});

describe('rye elsewhere', () => {
  it('works from any folder below the project, and with -C from outside', async () => {
    const project = pipelineProject();
    writeFiles(project, { 'deep/er/file.txt': '' });
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: join(project, 'deep/er') });
    expect(existsSync(join(project, '.ai/data/runs/the-run'))).toBe(true);
    const { json } = await ryeJson<{ runs: unknown[] }>(['-C', project, 'runs'], { cwd: tempFolder() });
    expect(json.runs).toHaveLength(1);
  });

  it('works where there is no git repository, with the state in .ai/data/.git', async () => {
    const project = tempFolder();
    writePipeline(project);
    const { code, json } = await ryeJson(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], {
      cwd: project,
    });
    expect(code).toBe(0);
    expect(json.head).toMatch(/^[0-9a-f]{40}$/);
    expect(existsSync(join(project, '.ai/data/.git/HEAD'))).toBe(true);
  });
});

describe('rye run --detach', () => {
  it('prints the id once the run exists, and the run goes on by itself', async () => {
    const project = pipelineProject();
    const { code, stdout } = await rye(['run', 'fan', '--offline', '--detach'], { cwd: project });
    expect(code).toBe(0);
    const runId = stdout.trim();
    expect(runId).toMatch(/^fan-[a-z]{6}$/);
    const follow = await rye(['log', runId, '--follow', '--ndjson'], { cwd: project });
    expect(follow.stdout.trim().split('\n').at(-1)).toContain('"run_completed"');
  });

  it('says why where the run cannot start', async () => {
    const { code, stderr } = await rye(['run', 'leaf', '--offline', '--detach'], { cwd: pipelineProject() });
    expect(code).toBe(2);
    expect(stderr).toContain('missing: name');
  });
});

describe('inputs', () => {
  it('come by name, from a file and from standard input, read by their declared types', async () => {
    const project = pipelineProject();
    writeFiles(project, { 'in.json': '{"name": "from a file"}' });
    const said = async (args: string[], input = ''): Promise<unknown> =>
      (await ryeJson(['run', 'leaf', '--offline', '--quiet', ...args], { cwd: project, input })).json.outputs?.['said'];
    expect(await said(['-i', 'name=a=b'])).toBe('I am a=b: 3');
    expect(await said(['--inputs', 'in.json'])).toBe('I am from a file: 3');
    expect(await said(['--inputs', '-'], '{"name": "piped"}')).toBe('I am piped: 3');
  });
});

describe('rye init', () => {
  it('lays a template that runs offline as it stands, and never overwrites without --force', async () => {
    for (const [template, item] of [
      ['starter', 'take_note'],
      ['pipeline', 'run_lead_pipeline'],
      ['graph', 'app/build'],
    ] as const) {
      const project = tempFolder();
      expect((await rye(['init', '--template', template], { cwd: project })).code).toBe(0);
      expect(readFileSync(join(project, 'README.md'), 'utf8')).toContain(`rye run ${item}`);
      expect(readFileSync(join(project, '.ai/.gitignore'), 'utf8')).toBe('/data/\n');
      const again = await ryeJson<{ error: { code: string } }>(['init', '--template', template], { cwd: project });
      expect([again.code, again.json.error.code]).toEqual([2, 'app/files-in-the-way']);
      expect((await rye(['init', '--template', template, '--force'], { cwd: project })).code).toBe(0);
    }
  });
});

describe('rye completion', () => {
  it('prints a script for each shell, and answers what the script asks', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, stdout } = await rye(['completion', shell], { cwd: tempFolder() });
      expect(code).toBe(0);
      expect(stdout).toContain('rye');
    }
    expect((await rye(['complete', '--', 'sta'], { cwd: tempFolder() })).stdout).toContain('status');
  });
});

describe('an interrupt', () => {
  it('ends with 130 and a document that says interrupted; resume reaches the end', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 2, delayMs: 2_000 });
    const { child, finished } = startRye(['run', 'fan', '--offline', '--ndjson', '--run-id', 'the-run'], {
      cwd: project,
    });
    await new Promise<void>((resolve) =>
      child.stdout?.on('data', (chunk) => String(chunk).includes('"thread_waiting"') && resolve()),
    );
    child.kill('SIGTERM');
    expect((await finished).code).toBe(130);
    const resumed = await ryeJson(['resume', 'the-run', '--quiet'], { cwd: project });
    expect(resumed.json).toMatchObject({ status: 'completed', outputs: { told: ['I am leaf0: 3', 'I am leaf1: 3'] } });
  });
});

function pipelineProject(): string {
  const project = tempRepository();
  writePipeline(project);
  return project;
}
