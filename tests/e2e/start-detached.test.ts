import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listRuns, openProject, resumeDetached, startDetached } from '#app';
import { appContext } from '../helpers/app-context.ts';
import { git, ryeJson, tempFolder, tempRepository } from '../helpers/rye.ts';
import { until } from '../helpers/until.ts';

const DIRECTIVE = `# Echo

\`\`\`xml
<directive name="echo" version="1.0.0">
  <metadata>
    <description>Says its input</description>
    <limits turns="4" spend="0.50" />
  </metadata>
  <inputs>
    <input name="text" type="string" required="true">What to say</input>
    <input name="times" type="integer" required="false">How often</input>
  </inputs>
  <outputs><output name="said" type="string" required="true">It</output></outputs>
</directive>
\`\`\`

Say it.
`;

const SCRIPT = `turns:
  - text: Saying it.
    calls:
      - tool: directive_return
        input: { said: "\${inputs.text}" }
`;

function project() {
  const root = tempRepository({
    '.ai/directives/echo.md': DIRECTIVE,
    '.ai/offline/echo.yaml': SCRIPT,
    '.gitignore': '.ai/data/\n',
  });
  return { root, context: appContext(root) };
}

describe('a run that the cockpit starts', () => {
  it('is in the list and on its own branch once its id is known, and goes on by itself to its end', async () => {
    const { root, context } = project();
    const text = `a "quoted" text\nwith ${'漢'.repeat(5_000)}`;
    const runId = await startDetached(context, {
      item: 'echo',
      inputs: { text, times: 2 },
      provider: 'offline',
      budgetUsd: 0.25,
    });
    expect((await listRuns(context)).map(({ run_id }) => run_id)).toEqual([runId]);

    await until(async () => (await listRuns(context))[0]?.status === 'completed');
    const { json } = await ryeJson(['status', runId], { cwd: root });
    expect(json).toMatchObject({ status: 'completed', outputs: { said: text }, budget: { limit_usd: 0.25 } });
    const [first] = await (await openProject(context)).store.read(runId);
    expect(first).toMatchObject({ type: 'run_started', data: { inputs: { text, times: 2 }, provider: 'offline' } });
    const branches = git(root, '--git-dir=.ai/data/.git', 'for-each-ref', '--format=%(refname)');
    expect(branches).toContain(runId);
  });

  it('leaves nothing of its inputs behind', async () => {
    const { context } = project();
    const folder = tempFolder();
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    await startDetached(context, { item: 'echo', inputs: { text: 'x' }, provider: 'offline' });
    await startDetached(context, { item: 'echo', inputs: {}, provider: 'offline' }).catch(() => undefined);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a missing input', { item: 'echo', inputs: {}, provider: 'offline' }, /text/],
    ['an unknown model', { item: 'echo', inputs: { text: 'x' }, provider: 'offline', model: 'no-such' }, /no-such/],
    ['a model that looks like an option', { item: 'echo', inputs: { text: 'x' }, model: '--json' }, /./],
    ['no key', { item: 'echo', inputs: { text: 'x' }, provider: 'anthropic' }, /ANTHROPIC_API_KEY/],
    ['an item that looks like an option', { item: '--help', inputs: {}, provider: 'offline' }, /./],
  ])('is none, and says why, for %s', async (_name, request, reason) => {
    const { context } = project();
    const started = startDetached(context, request);
    await expect(started).rejects.toMatchObject({ code: 'app/detach-failed', message: expect.stringMatching(reason) });
    expect(await listRuns(context)).toEqual([]);
  });

  it('goes on with a message once it has ended', async () => {
    const { root, context } = project();
    const runId = await startDetached(context, { item: 'echo', inputs: { text: 'x' }, provider: 'offline' });
    await until(async () => (await listRuns(context))[0]?.status === 'completed');
    await resumeDetached(context, runId, { message: 'once more,\nwith feeling' });
    const events = await (await openProject(context)).store.read(runId);
    await until(async () => (await (await openProject(context)).store.read(runId)).length > events.length);
    const { stdout } = await ryeJson(['log', runId], { cwd: root });
    expect(stdout).toContain('once more,\\nwith feeling');
  });

  it('that has nothing left to do says so', async () => {
    const { context } = project();
    const runId = await startDetached(context, { item: 'echo', inputs: { text: 'x' }, provider: 'offline' });
    await until(async () => (await listRuns(context))[0]?.status === 'completed');
    await expect(resumeDetached(context, runId, {})).rejects.toMatchObject({ code: 'app/detach-failed' });
  });
});
