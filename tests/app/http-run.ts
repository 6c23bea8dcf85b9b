import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AppContext, packageRoot, type RunOutcome, readLog, resumeRun, runItem, systemRandomness } from '#app';
import type { Event, EventOf, EventType } from '#protocol';
import { fastClock } from '../helpers/fast-clock.ts';
import {
  type Answer,
  type MessagesRequest,
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../helpers/messages-server.ts';
import { cleanEnv, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';

export const KEY = 'sk-ant-test-0123456789abcdef';
export const RUN = 'the-run';

/** A project with one directive, `solo`, and one tool, `stamp`, whose every run is counted outside of it. */
export interface HttpRun {
  server: MessagesServer;
  context: AppContext;
  /** How often the tool has really run. */
  stamps(): number;
  run(limits?: Partial<Record<string, number>>, budgetUsd?: number): Promise<RunOutcome>;
  resume(): Promise<RunOutcome>;
  events<T extends EventType>(type: T): Promise<EventOf<T>[]>;
  everything(): Promise<Event[]>;
}

const directive = `# solo

\`\`\`xml
<directive name="solo" version="1.0.0">
  <metadata>
    <description>Stamps once.</description>
    <category></category>
    <author>tests</author>
    <model tier="haiku"/>
    <limits turns="9"/>
    <permissions><execute><tool>stamp</tool></execute></permissions>
  </metadata>
</directive>
\`\`\`

<process>Stamp once, then say so.</process>
`;

/** Everything real, store, git and HTTP on 127.0.0.1, but the clock: it goes twenty times faster. */
export async function httpRun(
  answer: (request: MessagesRequest, ordinal: number) => Answer | Promise<Answer>,
  options: MessagesServerOptions & { env?: Record<string, string> } = {},
): Promise<HttpRun> {
  const server = await startMessagesServer(answer, options);
  onTestFinished(() => server.close());
  const ledger = join(tempFolder(), 'ledger');
  const project = tempRepository();
  writeFiles(project, {
    '.ai/directives/solo.md': directive,
    '.ai/tools/stamp.sh': [
      '#!/bin/sh',
      '# description: Adds a line to the ledger.',
      '# effect: once',
      'cat > /dev/null',
      `echo stamp >> ${ledger}`,
      'echo \'{"stamped": true}\'',
      '',
    ].join('\n'),
  });
  const context: AppContext = {
    cwd: project,
    env: cleanEnv({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url, ...options.env }),
    clock: fastClock(20),
    randomness: systemRandomness,
    packageRoot,
    version: '0.0.0',
    process: { pid: process.pid, host: hostname() },
    nodePath: process.execPath,
  };
  const interrupt = new AbortController().signal;
  const everything = (): Promise<Event[]> => readLog(context, RUN);
  return {
    server,
    context,
    stamps: () => readLines(ledger),
    run: (limits = {}, budgetUsd) =>
      runItem(context, { item: 'solo', runId: RUN, interrupt, limits, ...(budgetUsd !== undefined && { budgetUsd }) }),
    resume: () => resumeRun(context, { runId: RUN, interrupt }),
    everything,
    events: async <T extends EventType>(type: T) =>
      (await everything()).filter((event) => event.type === type) as unknown as EventOf<T>[],
  };
}

function readLines(path: string): number {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
}
