import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Event, toNano } from '#protocol';
import { messageFrames } from '../helpers/messages-frames.ts';
import { startMessagesServer } from '../helpers/messages-server.ts';
import { paidFor, settledNano, usageIn } from '../helpers/paid.ts';
import { rye, ryeJson, startRye, tempRepository, writeFiles } from '../helpers/rye.ts';
import { until } from '../helpers/until.ts';

const usage = { input_tokens: 310, cache_read_tokens: 40, cache_write_tokens: 500, output_tokens: 77 };
const answer = messageFrames({ content: [{ type: 'text', text: 'A long answer, of which half was heard.' }], usage });

const directive = `# solo

\`\`\`xml
<directive name="solo" version="1.0.0">
  <metadata>
    <description>Tells something.</description>
    <category></category>
    <author>tests</author>
    <model tier="haiku"/>
    <limits turns="3"/>
    <permissions></permissions>
  </metadata>
</directive>
\`\`\`

<process>Tell something.</process>
`;

describe('a run killed in the middle of a stream', () => {
  it('resumes: what was heard is gone, what it may have cost is charged, and the rest adds up', async () => {
    let kill: (() => void) | undefined;
    const server = await startMessagesServer(
      (_request, ordinal) => (ordinal === 1 ? { frames: answer.slice(0, 4), ending: 'hang' } : { frames: answer }),
      { onFrame: ({ body }) => body.messages.length === 1 && server.journal.length === 1 && kill?.() },
    );
    onTestFinished(() => server.close());
    const project = tempRepository();
    writeFiles(project, { '.ai/directives/solo.md': directive });
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: server.url };

    const { child, finished } = startRye(['run', 'solo', '--run-id', 'cut', '--quiet'], { cwd: project, env });
    let frames = 0;
    kill = () => {
      frames += 1;
      if (frames === 4) child.kill('SIGKILL');
    };
    expect((await finished).signal).toBe('SIGKILL');
    const [lost] = server.journal;

    const { json } = await ryeJson(['resume', 'cut', '--quiet'], { cwd: project, env });
    expect(json).toMatchObject({ status: 'completed', result: 'A long answer, of which half was heard.' });
    expect(server.journal).toHaveLength(2);

    const events = await eventsOf(project);
    const started = events.find(({ type }) => type === 'model_call_started');
    const reserved = started?.type === 'model_call_started' ? started.data.reserved_usd : 0;
    const failed = events.flatMap((event) => (event.type === 'model_call_failed' ? [event.data] : []));
    expect(failed).toMatchObject([{ category: 'interrupted', unsettled_usd: reserved }]);
    // The process died with what the server told it: its reservation stands for that, and is no less.
    expect(toNano(reserved)).toBeGreaterThanOrEqual(paidFor(lost ? [lost] : []));
    expect(json.cost.unsettled_usd).toBe(reserved);
    expect(settledNano(json.cost)).toBe(paidFor(server.journal.slice(1)));
    expect(json.cost).toMatchObject(usageIn(server.journal.slice(1)));
  });
});

describe('a run interrupted in the middle of a stream', () => {
  it('says what the provider had reported until then, charges no more than that can become, and resumes', async () => {
    const server = await startMessagesServer((_request, ordinal) =>
      ordinal === 1 ? { frames: answer.slice(0, 4), ending: 'hang' } : { frames: answer },
    );
    onTestFinished(() => server.close());
    const project = tempRepository();
    writeFiles(project, { '.ai/directives/solo.md': directive });
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: server.url };

    const { child, finished } = startRye(['run', 'solo', '--run-id', 'cut', '--ndjson'], { cwd: project, env });
    // The text has to be with the process, not only on its way.
    await until(async () => existsSync(join(project, '.ai/data/runs/cut/live/text.jsonl')));
    child.kill('SIGINT');
    expect((await finished).code).toBe(130);
    await expect.poll(() => server.journal[0]?.dropped).toBe(true);

    const { json } = await ryeJson(['resume', 'cut', '--quiet'], { cwd: project, env });
    expect(json.status).toBe('completed');
    expect(settledNano(json.cost)).toBe(paidFor(server.journal));
    expect(json.cost).toMatchObject(usageIn(server.journal));
    expect(json.cost.unsettled_usd).toBeGreaterThan(0);
  });
});

async function eventsOf(project: string): Promise<Event[]> {
  const { stdout } = await rye(['log', 'cut', '--json'], { cwd: project });
  return (JSON.parse(stdout) as { events: Event[] }).events;
}
