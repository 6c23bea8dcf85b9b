// Drives a run of the git store in a process of its own, told line by line what to append.
// node line-driver.ts <project root> <create|open> <run id>
// Takes in `message TEXT`, `messages N`, `threads N`, `ask`, `live TEXT`, `answer`, `end`, `close`, `json DRAFTS`; prints `open` and `ack <seq>` for each.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { EventDraft } from '#protocol';
import { createGitStore } from '#store';
import { message, modelCallFailed, modelCallStarted, runStarted, THREAD, threadCreated } from './store-events.ts';
import { IDENTITY } from './store-project.ts';

const [, , projectRoot = '', mode = 'create', runId = ''] = process.argv;
const say = (line: string): void => void writeSync(1, `${line}\n`);
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

const store = createGitStore({ projectRoot, clock, identity: IDENTITY });
const writer = mode === 'create' ? await store.create(runId) : await store.open(runId);
if (mode === 'create') await append([runStarted(runId), threadCreated()]);
else
  await append([{ thread: THREAD, type: 'lease_taken', data: { fence: writer.fence, pid: process.pid, host: 'h' } }]);
say('open');

for await (const line of createInterface({ input: process.stdin })) {
  const [word = '', ...rest] = line.split(' ');
  const text = rest.join(' ');
  if (word === 'close') break;
  if (word === 'live') {
    writer.showLive([{ call: { thread: THREAD, call_id: 'm1' }, text }]);
    say('ack 0');
    continue;
  }
  await append(draftsOf(word, text));
}
await writer.close();
say('closed');
process.exit(0);

function draftsOf(word: string, text: string): EventDraft[] {
  switch (word) {
    case 'message':
      return [message(text)];
    case 'messages':
      return Array.from({ length: Number(text) }, (_, nth) => message(`message ${nth}`));
    case 'threads':
      return Array.from({ length: Number(text) }, (_, nth) => childThread(nth));
    case 'ask':
      return [modelCallStarted('m1')];
    case 'answer':
      return [modelCallFailed('m1')];
    case 'end':
      return [
        { thread: THREAD, type: 'thread_completed', data: {} },
        { thread: THREAD, type: 'run_completed', data: {} },
      ];
    default:
      return JSON.parse(text) as EventDraft[];
  }
}

function childThread(nth: number): EventDraft {
  const root = threadCreated();
  const data = { ...root.data, place: `root/child[${nth}]`, parent: THREAD, depth: 1 };
  return { ...root, thread: `child-${nth}`, data } as EventDraft;
}

async function append(drafts: EventDraft[]): Promise<void> {
  const { events, durable } = writer.append(drafts);
  await durable;
  say(`ack ${events.at(-1)?.seq}`);
}
