import { describe, expect, it, onTestFinished } from 'vitest';
import { messageFrames } from '../helpers/messages-frames.ts';
import { startMessagesServer } from '../helpers/messages-server.ts';
import { rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const KEY = 'sk-ant-test-0123456789abcdef';
interface Failed {
  error: { code: string; message: string; hint: string };
}

describe('without a key', () => {
  it('a run names the variable and the offline way, starts nothing, and exits 3', async () => {
    const project = tempRepository();
    const { code, json } = await ryeJson<Failed>(['run', 'survey'], { cwd: project });
    expect(code).toBe(3);
    expect(json.error).toMatchObject({ code: 'app/no-provider' });
    expect(json.error.message).toContain('ANTHROPIC_API_KEY is not set');
    expect(json.error.hint).toContain('--offline');
    expect((await ryeJson<{ runs: unknown[] }>(['runs'], { cwd: project })).json.runs).toEqual([]);
  });

  it('a server that needs none is asked, and gets none', async () => {
    const { project, server } = await site();
    const { code, json } = await ryeJson(['run', 'solo'], { cwd: project, env: { ANTHROPIC_BASE_URL: server.url } });
    expect(code).toBe(0);
    expect(json.simulated).toBe(false);
    expect(server.journal[0]?.headers['authorization']).toBeUndefined();
  });

  it('the doctor warns, names the variable and the offline way', async () => {
    const project = tempRepository();
    const { code, json } = await ryeJson<{ ok: boolean; checks: { name: string }[] }>(['doctor'], { cwd: project });
    expect(code).toBe(0);
    expect(json.checks.find(({ name }) => name === 'key')).toMatchObject({
      status: 'warn',
      detail: 'ANTHROPIC_API_KEY is not set',
      hint: expect.stringContaining('--offline'),
    });
  });

  it('a base URL that cannot be asked is named', async () => {
    const project = tempRepository();
    for (const url of ['localhost:8080', 'ftp://a/b', 'http://user:secret@localhost']) {
      const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url };
      const { code, json, stdout } = await ryeJson<Failed>(['run', 'survey'], { cwd: project, env });
      expect(code).toBe(3);
      expect(json.error.message).toContain('ANTHROPIC_BASE_URL');
      expect(stdout).not.toContain('secret');
    }
  });
});

describe('with a key', () => {
  it('the doctor says that it is set, and never what it is', async () => {
    const project = tempRepository();
    const { stdout } = await rye(['doctor'], { cwd: project, env: { ANTHROPIC_API_KEY: KEY } });
    expect(stdout).toContain('ANTHROPIC_API_KEY is set');
    expect(stdout).not.toContain(KEY);
  });

  it('an unknown model is refused before anything is asked', async () => {
    const { project, server, env } = await site();
    const { code, json } = await ryeJson<Failed>(['run', 'solo', '--model', 'claude-haiku-4-6'], { cwd: project, env });
    expect(code).toBe(2);
    expect(json.error.code).toBe('models/unknown-model');
    expect(server.journal).toEqual([]);
  });

  it('a model without a price is refused, until one is given', async () => {
    const { project, server, env } = await site();
    writeFiles(project, { '.ai/config/agent/models.yaml': 'models:\n  my-model: {window: 8000, max_output: 1000}\n' });
    const asked = ['run', 'solo', '--model', 'my-model'];
    const { code, json } = await ryeJson<Failed>(asked, { cwd: project, env });
    expect(code).toBe(2);
    expect(json.error.code).toBe('models/unknown-price');
    expect(server.journal).toEqual([]);

    writeFiles(project, { '.ai/config/agent/pricing.yaml': 'models:\n  my-model: {input: 1, output: 2}\n' });
    const priced = await ryeJson(asked, { cwd: project, env });
    expect(priced.code).toBe(0);
    // 100 tokens in at $1, 7 out at $2, by the million.
    expect(priced.json.cost.usd).toBe(0.000114);
    expect(server.journal[0]?.body.model).toBe('my-model');
  });

  it('a wrong one ends the run with its variable’s name, and exits 1', async () => {
    const { project, env } = await site(401);
    const { code, json, stdout, stderr } = await ryeJson(['run', 'solo', '--quiet'], { cwd: project, env });
    expect(code).toBe(1);
    expect(json.error?.message).toContain('Check ANTHROPIC_API_KEY');
    expect(stdout + stderr).not.toContain(KEY);
  });
});

describe('a replay', () => {
  it('of a run that is not there says so, and exits 2', async () => {
    const { code, json } = await ryeJson<Failed>(['run', 'survey', '--provider', 'replay:nobody'], {
      cwd: tempRepository(),
    });
    expect(code).toBe(2);
    expect(json.error.code).toBe('store/unknown-run');
  });

  it('of another item ends with a miss that says where', async () => {
    const { project, env } = await site();
    await ryeJson(['run', 'solo', '--run-id', 'recorded'], { cwd: project, env });
    const { code, json } = await ryeJson(['run', 'survey', '--provider', 'replay:recorded'], { cwd: project });
    expect(code).toBe(1);
    expect(json.error?.message).toContain('replay:recorded has no answer for root, call m1: tools[0] differs');
  });
});

async function site(status?: number) {
  const frames = messageFrames({ content: [{ type: 'text', text: 'So it is.' }] });
  const server = await startMessagesServer(() => (status === undefined ? { frames } : { status }));
  onTestFinished(() => server.close());
  const project = tempRepository({ 'README.md': '# A project\n' });
  writeFiles(project, { '.ai/directives/solo.md': solo });
  return { server, project, env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url } };
}

const solo = `# solo

\`\`\`xml
<directive name="solo" version="1.0.0">
  <metadata>
    <description>Tells something.</description>
    <category></category>
    <author>tests</author>
    <limits turns="3"/>
    <permissions></permissions>
  </metadata>
</directive>
\`\`\`

<process>Tell something.</process>
`;
