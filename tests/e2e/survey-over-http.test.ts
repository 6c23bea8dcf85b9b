import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Event, toNano } from '#protocol';
import { messageFrames } from '../helpers/messages-frames.ts';
import { paidFor, settledNano, usageIn } from '../helpers/paid.ts';
import { rye, ryeJson, tempRepository } from '../helpers/rye.ts';
import { type SurveyServerOptions, startSurveyServer } from '../helpers/survey-server.ts';

const KEY = 'sk-ant-test-0123456789abcdef';

describe('survey with a model over HTTP', () => {
  it('adds up to the cent: the status, the events, and what the server says that it was paid for', async () => {
    const { project, server, env } = await site();
    const run = await ryeJson(['run', 'survey', '--run-id', 'mapped'], { cwd: project, env });
    expect(run.stderr).not.toContain('error');
    expect(run.json).toMatchObject({ status: 'completed', simulated: false, provider: 'anthropic' });
    expect(run.json.outputs).toMatchObject({ report: 'artifacts/report.md', parts: 3 });
    const report = readFileSync(join(project, '.ai/data/runs/mapped/artifacts/report.md'), 'utf8');
    for (const part of ['alpha', 'beta']) expect(report).toContain(part);

    const { json: status } = await ryeJson(['status', 'mapped'], { cwd: project });
    const reported = usageIn(server.journal);
    expect(reported.cache_read_tokens).toBeGreaterThan(1000);
    expect(reported.cache_write_tokens).toBeGreaterThan(1000);
    expect(status.cost).toMatchObject({ ...reported, model_calls: server.journal.length, unsettled_usd: 0 });
    expect(toNano(status.cost.usd)).toBe(paidFor(server.journal));

    const events = await eventsOf(project, 'mapped');
    const completed = events.flatMap((event) => (event.type === 'model_call_completed' ? [event.data] : []));
    expect(completed.reduce((sum, { cost_usd }) => sum + toNano(cost_usd), 0)).toBe(paidFor(server.journal));
    expect(status.threads.reduce((sum, { cost }) => sum + toNano(cost.usd), 0)).toBe(paidFor(server.journal));
    for (const { simulated } of status.threads) expect(simulated).toBe(false);
  });

  it('reads from the cache in each turn all that the turn before has written', async () => {
    const { project, server, env } = await site();
    await ryeJson(['run', 'survey'], { cwd: project, env });
    const root = server.journal.filter(({ body }) =>
      /^"<directive name=."survey/.test(JSON.stringify(body.messages[0]?.content[0]?.['text'])),
    );
    expect(root).toHaveLength(5);
    for (const [turn, { reported }] of root.entries()) {
      const before = root[turn - 1]?.reported;
      const held = before ? before.cache_read_tokens + before.cache_write_tokens : 0;
      expect(reported?.cache_read_tokens).toBe(held);
    }
  });

  it('answers again in a replay, without a server', async () => {
    const { project, server, env } = await site({ instead: overloadedAt(3) });
    const first = await ryeJson(['run', 'survey', '--run-id', 'mapped', '--quiet'], { cwd: project, env });
    await server.close();
    const { json } = await ryeJson(['run', 'survey', '--provider', 'replay:mapped', '--quiet'], { cwd: project });
    expect(json).toMatchObject({ status: 'completed', simulated: true, provider: 'replay:mapped' });
    expect(json.outputs).toEqual(first.json.outputs);
    expect(toNano(json.cost.usd)).toBe(settledNano(first.json.cost));
  });

  it('says nothing on stdout but the document, whatever the SDK is told to log', async () => {
    const { project, env } = await site({ instead: overloadedAt(1) });
    const { stdout, stderr } = await rye(['run', 'survey', '--json', '--quiet'], {
      cwd: project,
      env: { ...env, ANTHROPIC_LOG: 'debug' },
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed' });
    expect(stderr).toContain('/v1/messages');
    expect(stdout + stderr).not.toContain(KEY);
  });

  it('tells the key to nobody, where a server quotes it and a model repeats it', async () => {
    const said = messageFrames({ content: [{ type: 'text', text: `The key is ${KEY}.` }] });
    const { project, env } = await site({
      instead: ({ headers }, ordinal) =>
        ordinal === 1
          ? { status: 529, body: `{"error":{"type":"overloaded_error","message":"full: ${headers['authorization']}"}}` }
          : { frames: said },
    });
    const finished = await rye(['run', 'survey', '--run-id', 'quoted', '--ndjson'], { cwd: project, env });
    expect(finished.stdout).toContain('overloaded_error');
    expect(finished.stdout + finished.stderr).not.toContain(KEY);
    const { stdout } = await rye(['log', 'quoted', '--json'], { cwd: project });
    expect(stdout).not.toContain(KEY);
    expect(stdout).toContain('[redacted:');
  });
});

async function site(options: SurveyServerOptions = {}) {
  const server = await startSurveyServer(options);
  onTestFinished(() => server.close());
  const project = tempRepository({
    'README.md': '# A project\n',
    'alpha/one.ts': 'export const one = 1; // TODO: two\n',
    'beta/two.py': 'print("two")\n',
  });
  return { server, project, env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url } };
}

function overloadedAt(which: number): NonNullable<SurveyServerOptions['instead']> {
  return (_request, ordinal) =>
    ordinal === which
      ? { status: 529, headers: { 'retry-after-ms': '5' }, body: '{"error":{"type":"overloaded_error"}}' }
      : undefined;
}

async function eventsOf(project: string, run: string): Promise<Event[]> {
  const { stdout } = await rye(['log', run, '--json'], { cwd: project });
  return (JSON.parse(stdout) as { events: Event[] }).events;
}
