// Drives a run of the git store in a process of its own, for tests that kill it.
// node store-driver.ts <project root> <create|open> <run id>
// Prints `ack <seq>` when events are durable, `artifact <path>` and `data <path>` when a file is placed, `end` at last.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventDraft, RunWriter } from '#protocol';
import { createGitStore, failpoint } from '#store';
import { artifactWritten, dataWritten, definitionPinned, message, runStarted, threadCreated } from './store-events.ts';
import { IDENTITY, tickingClock } from './store-project.ts';

const [, , projectRoot = '', mode = 'create', runId = ''] = process.argv;
const say = (line: string): void => void writeSync(1, `${line}\n`);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const store = createGitStore({ projectRoot, clock: tickingClock(), probe: failpoint, identity: IDENTITY });
const writer = mode === 'create' ? await store.create(runId) : await store.open(runId);
say(`open ${JSON.stringify(writer.recovery ?? {})}`);
if (mode === 'create') await begin(writer);
else await append(writer, [message('resumed')]);
await writer.close();
say('end');

async function begin(run: RunWriter): Promise<void> {
  await append(run, [runStarted(runId), threadCreated()]);
  // A tool that outlives its driver, in a group of its own.
  const tool = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  tool.unref();
  await run.addProcess(tool.pid ?? 0);
  say(`process ${tool.pid}`);
  const definition = await run.putContent(bytes('# survey'));
  await append(run, [definitionPinned(definition)]);
  for (let nth = 1; nth <= 3; nth += 1) {
    await Promise.all([append(run, [message(`a ${nth} ${'x'.repeat(6_000)}`)]), append(run, [message(`b ${nth}`)])]);
    const report = await run.putContent(bytes(`report, version ${nth}`));
    await append(run, [artifactWritten('report.md', report)]);
    await run.placeArtifact('report.md', report.sha256);
    say('artifact report.md');
    const state = await run.putContent(bytes(`{"done":${nth}}`));
    const record = async (): Promise<{ seq: number }> => ({
      seq: await append(run, [dataWritten('leads/done.json', state)]),
    });
    await run.placeData('leads/done.json', state.sha256, { record });
    say('data leads/done.json');
    await run.committed();
    await delay(1);
  }
  process.kill(-(tool.pid ?? 0), 'SIGKILL');
  await run.removeProcess(tool.pid ?? 0);
}

async function append(run: RunWriter, drafts: EventDraft[]): Promise<number> {
  const { events, durable } = run.append(drafts);
  await durable;
  const seq = events.at(-1)?.seq ?? 0;
  say(`ack ${seq}`);
  return seq;
}
