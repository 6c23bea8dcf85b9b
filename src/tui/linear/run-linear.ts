import { createInterface } from 'node:readline';
import { nearest } from '#protocol';
import type { CockpitEnd, CockpitHost } from '../host.ts';
import { summaryOf } from '../summary.ts';
import { sanitize } from '../text/index.ts';
import { LINEAR_COMMANDS, offerRuns } from './commands.ts';
import { LinearSession } from './session.ts';

const WORDS = [...LINEAR_COMMANDS.map(({ word }) => word), 'help', 'quit'];

/**
 * The cockpit for readers, braille lines and terminals that cannot move a cursor: labelled lines that are only ever
 * added, numbers to choose by, words for everything else. Writes no escape bytes.
 */
export async function runLinear(host: CockpitHost): Promise<CockpitEnd> {
  const write = (line: string): void => void host.stdout.write(`${line}\n`);
  const session = new LinearSession(host, write);
  // Without `terminal: false` the line editor would move the cursor.
  const input = createInterface({ input: host.stdin, terminal: false });
  // Asked for at once: what is typed before the loop begins is not lost.
  const lines = input[Symbol.asyncIterator]();
  const stop = (): void => input.close();
  host.interrupt.addEventListener('abort', stop, { once: true });
  session.say(sanitize(`rye, linear mode, project ${host.projectName}. Type help for the words, quit to leave.`));
  try {
    if (host.runId === undefined) await session.whenListed(() => offerRuns(session));
    else await session.open(host.runId);
    if (host.seq !== undefined)
      session.say(sanitize(`The run is told as it stands; rye show ${host.runId}@${host.seq} tells how it stood.`));
    for await (const line of lines) {
      if (host.interrupt.aborted) break;
      const quit = await obey(session, line.trim()).catch((error: unknown) => {
        session.sayError(error);
        return false;
      });
      if (quit) break;
    }
  } finally {
    host.interrupt.removeEventListener('abort', stop);
    input.close();
  }
  const feed = session.run;
  const summary = summaryOf({ run: feed && { feed }, project: session.projectFeed() });
  await session.close();
  return {
    reason: host.interrupt.aborted ? 'interrupted' : 'quit',
    ...(session.lastRunId !== undefined && { runId: session.lastRunId }),
    ...(summary !== undefined && { summary }),
  };
}

/** @returns whether that was a wish to leave */
async function obey(session: LinearSession, line: string): Promise<boolean> {
  if (line === '') return false;
  if (/^\d+$/.test(line)) {
    await session.choose(Number(line));
    return false;
  }
  const [word = '', ...rest] = line.replace(/^:/, '').split(/\s+/);
  if (word === 'quit' || word === 'exit' || word === 'q') return true;
  if (word === 'help' || word === '?') {
    for (const { word: name, takes, help } of LINEAR_COMMANDS)
      session.say(`${name}${takes === '' ? '' : ` ${takes}`}: ${help}`);
    session.say('NUMBER: choose what the number stands for');
    session.say('quit: leave; runs go on');
    return false;
  }
  const command = LINEAR_COMMANDS.find(({ word: name }) => name === word);
  if (command) await command.run(session, line.replace(/^:/, '').slice(word.length).trim());
  // As in the palette, a slash names a directive.
  else if (word.startsWith('/')) await startCommand?.run(session, [word, ...rest].join(' '));
  else session.say(sanitize(`there is no word "${word}". ${hintFor(word)}`));
  return false;
}

const startCommand = LINEAR_COMMANDS.find(({ word }) => word === 'start');

function hintFor(word: string): string {
  const [near] = nearest(word, WORDS, 1);
  return near === undefined ? 'Type help for those that there are.' : `Did you mean ${near}?`;
}
