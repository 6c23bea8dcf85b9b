import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { DirectiveEntry, ProjectFeed, RunFeed } from '#app';
import type { CockpitEnd, CockpitHost } from '../../../src/tui/host.ts';
import { runLinear } from '../../../src/tui/linear/run-linear.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FakeWatcher } from '../../helpers/fake-watcher.ts';
import { eventsOf, feedOf } from '../../helpers/runs/fold-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { strangeRun } from '../../helpers/runs/strange-text.ts';
import { until } from '../../helpers/until.ts';
import { askingRun } from '../overlays/asking.ts';

const ROWS: ProjectFeed['rows'] = [
  {
    run_id: SCOUT_RUN,
    item: 'scout-plan-build',
    status: 'running',
    cost_usd: 1.25,
    threads: 8,
    events: 186,
    resumable: false,
  },
  {
    run_id: 'survey-ghjkmn',
    item: 'survey',
    status: 'interrupted',
    cost_usd: 0.5,
    threads: 3,
    events: 40,
    resumable: true,
  },
];

const SURVEY: DirectiveEntry = {
  id: 'survey',
  space: 'bundled',
  path: 'directives/survey.md',
  description: 'maps a repository',
  inputs: [{ name: 'depth', type: 'integer', required: true }],
  model: { id: 'claude-haiku-4-5' },
  limits: { spend: 3 },
};

interface Linear {
  type: (line: string) => Promise<void>;
  said: () => string[];
  asked: unknown[];
  runs: FakeWatcher<RunFeed>;
  end: Promise<CockpitEnd>;
  interrupt: AbortController;
}

/** Lets streams and promises that have something to do do it. */
async function settled(): Promise<void> {
  for (let nth = 0; nth < 5; nth += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function started(options: { runId?: string; feed?: RunFeed; ascii?: boolean } = {}): Promise<Linear> {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  let output = '';
  stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const asked: unknown[] = [];
  const runs = new FakeWatcher(options.feed ?? feedOf(SCOUT_RUN, eventsOf(scoutPlanBuild())));
  const interrupt = new AbortController();
  const host: CockpitHost = {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stdout as unknown as NodeJS.WriteStream,
    env: {},
    clock: new FakeClock(),
    projectName: 'shop-api',
    ascii: options.ascii === true,
    colour: false,
    linear: true,
    interrupt: interrupt.signal,
    ...(options.runId !== undefined && { runId: options.runId }),
    actions: {
      watchProject: () => new FakeWatcher<ProjectFeed>({ phase: 'ready', rows: ROWS }),
      watchRun: () => runs,
      keepCopy: () => Promise.resolve({ file: '/tmp/copied.txt', tmux: false }),
      readContent: () => Promise.resolve({ kind: 'binary' }),
      summarise: () => Promise.reject(new Error('nobody asks for it')),
      compare: () => Promise.reject(new Error('nobody asks for it')),
      compareWhole: () => Promise.reject(new Error('nobody asks for it')),
      steer: async (runId, wish) => {
        asked.push({ runId, wish });
        return { run_id: runId, thread: 'lead-1', by: 'driver' };
      },
      start: async (request) => {
        asked.push(request);
        return SCOUT_RUN;
      },
      resume: async (runId, request) => void asked.push({ runId, request }),
      commits: () => Promise.reject(new Error('nobody asks for them')),
      fork: () => Promise.reject(new Error('nothing is forked here')),
      board: () => Promise.reject(new Error('nobody asks for it')),
      directives: async () => [SURVEY],
      providers: () => [{ name: 'offline', ready: true, simulated: true }],
      page: async () => undefined,
      answer: async (runId, wish) => {
        asked.push({ runId, wish });
        return { run_id: runId, thread: 'lead-1', by: 'driver', resumed: false };
      },
      edit: async () => '',
      contextWindow: () => undefined,
      provider: 'offline',
    },
  };
  const end = runLinear(host);
  const said = (): string[] => output.split('\n').slice(0, -1);
  await settled();
  return {
    asked,
    runs,
    end,
    interrupt,
    said,
    type: async (line) => {
      const before = said().length;
      stdin.write(`${line}\n`);
      await until(() => Promise.resolve(said().length > before));
      await settled();
    },
  };
}

/** The numbered lines that were said last. */
const numbered = (lines: string[]): string[] => lines.slice(lines.findLastIndex((line) => line.startsWith('1: ')));

describe('the linear mode', () => {
  it('offers the runs by number, and follows the one that is chosen', async () => {
    const linear = await started();
    expect(linear.said()).toEqual([
      'rye, linear mode, project shop-api. Type help for the words, quit to leave.',
      'runs:',
      `1: run ${SCOUT_RUN}, running, $1.25, 8 threads`,
      '2: run survey-ghjkmn, interrupted, $0.5000, 3 threads, can be resumed',
    ]);
    await linear.type('1');
    expect(linear.said().at(-1)).toBe(`run ${SCOUT_RUN}: running, $1.25 of $5.00, 8 threads, 1 failed`);
  });

  it('says each event of the followed run once, as it comes', async () => {
    const events = eventsOf(scoutPlanBuild());
    const linear = await started({ runId: SCOUT_RUN });
    const more = eventsOf([
      ...scoutPlanBuild(),
      { atMs: 380_000, draft: draftOf('thread_killed', {}, { thread: 'docs-fetch' }) },
    ]).slice(events.length);
    const before = linear.said();
    linear.runs.publish(feedOf(SCOUT_RUN, [...events, ...more]));
    linear.runs.publish(feedOf(SCOUT_RUN, [...events, ...more]));
    await settled();
    expect(linear.said().slice(before.length)).toEqual(['event 11:42:20: planner/docs-fetch killed by ann']);
  });

  it('names the threads, and by number what one has put out', async () => {
    const linear = await started({ runId: SCOUT_RUN });
    await linear.type('threads');
    expect(numbered(linear.said())).toEqual([
      '1: thread scout-plan-build, waiting, 6 turns, $0.3100, waits for 1 thread',
      '2: thread scout-1, level 1, completed, 8 turns, $0.0600',
      '3: thread scout-2, level 1, completed, 7 turns, $0.1100',
      '4: thread scout-3, level 1, error, 4 turns, $0.0200, 429 after 3 retries',
      '5: thread scout-4, level 1, completed, 10 turns, $0.0300',
      '6: thread planner, level 1, running, 5 turns, $0.7100, calls rye/file-system/read',
      '7: thread docs-fetch, level 2, running, 1 turn, $0.0100, calls rye/web/fetch',
      '8: thread builder, level 1, waiting, 0 turns, $0, waits for 1 thread',
    ]);
    await linear.type('2');
    expect(linear.said().slice(-2)).toEqual([
      'text: What scout-1 has found so far.',
      'output files: "relevant-files.md"',
    ]);
  });

  it('asks before it cancels, and a number answers once', async () => {
    const linear = await started({ runId: SCOUT_RUN });
    await linear.type('cancel planner');
    expect(linear.said().slice(-3)).toEqual([
      'question: cancel thread root/planner and the 1 threads below it?',
      '1: no, leave it',
      '2: yes',
    ]);
    await linear.type('1');
    expect(linear.asked).toEqual([]);
    await linear.type('2');
    expect(linear.asked).toEqual([]);
    await linear.type('cancel planner');
    await linear.type('2');
    expect(linear.asked).toEqual([{ runId: SCOUT_RUN, wish: { kind: 'cancel', thread: 'planner' } }]);
  });

  it('pauses, tells, raises and resumes by words', async () => {
    const linear = await started({ runId: SCOUT_RUN });
    for (const line of ['pause', 'message look again', 'budget 7.5', 'resume and then stop']) await linear.type(line);
    expect(linear.asked).toEqual([
      { runId: SCOUT_RUN, wish: { kind: 'pause' } },
      { runId: SCOUT_RUN, wish: { kind: 'message', text: 'look again' } },
      { runId: SCOUT_RUN, wish: { kind: 'raise_budget', usd: 7.5 } },
      { runId: SCOUT_RUN, request: { message: 'and then stop' } },
    ]);
  });

  it('starts nothing before it has shown the ceiling and was told yes', async () => {
    const linear = await started();
    await linear.type('start survey');
    expect(linear.said().at(-1)).toBe('survey needs depth: type start survey depth=VALUE');
    await linear.type('/survey depth=3');
    expect(linear.said().slice(-4)).toEqual([
      'plan: survey with claude-haiku-4-5 by offline (simulated), at most $3.00',
      'question: start survey?',
      '1: no, leave it',
      '2: yes',
    ]);
    expect(linear.asked).toEqual([]);
    await linear.type('2');
    expect(linear.asked).toEqual([{ item: 'survey', inputs: { depth: 3 } }]);
  });

  it('answers an unknown word and an unknown directive with the nearest', async () => {
    const linear = await started();
    await linear.type('thread');
    expect(linear.said().at(-1)).toBe('there is no word "thread". Did you mean threads?');
    await linear.type('start survy');
    expect(linear.said().at(-1)).toBe('There is no directive "survy". Nearest: survey.');
  });

  it('writes no escape bytes, whatever a run holds', async () => {
    const linear = await started({
      runId: 'strange-run',
      feed: feedOf('strange-run', eventsOf(strangeRun('strange-run'))),
    });
    for (const line of ['threads', '2', 'events', 'status']) await linear.type(line);
    expect(linear.said().join('')).not.toMatch(/\p{Cc}/u);
  });

  it('says that a run is gone, and goes on', async () => {
    const linear = await started({ runId: SCOUT_RUN });
    linear.runs.publish(feedOf(SCOUT_RUN, [], { phase: 'gone' }));
    await settled();
    expect(linear.said().at(-1)).toBe(`run ${SCOUT_RUN}: it is gone; its files and its branch were removed`);
    await linear.type('runs');
    expect(linear.said().at(-1)).toContain('2: run survey-ghjkmn');
  });

  it('ends with where the run stands, and as interrupted when the process is told to end', async () => {
    const linear = await started({ runId: SCOUT_RUN });
    linear.interrupt.abort();
    expect(await linear.end).toEqual({
      reason: 'interrupted',
      runId: SCOUT_RUN,
      summary: `${SCOUT_RUN}  running, goes on  $1.25 of $5.00  rye tui ${SCOUT_RUN}`,
    });
    expect(linear.runs.closed).toBe(true);
  });

  it('tells of a question, and answers it by number only once its words were shown', async () => {
    const { type, said, asked } = await started({ runId: 'ask-aaaaaa', feed: askingRun() });
    expect(said()).toContainEqual(
      'waits for you: ask-aaaaaa / planner / fetcher asks: rye/web/fetch: https://docs.example.com/migrate. Type approvals to answer.',
    );
    await type('1');
    expect(asked).toEqual([]);
    await type('approvals');
    expect(numbered(said())).toMatchObject([expect.stringContaining('1: ask-aaaaaa / planner / fetcher asks'), {}, {}]);
    await type('1');
    expect(said()).toContain('arguments:   "note": "hid\\u202eden"');
    await type('1');
    expect(asked).toMatchObject([{ runId: 'ask-aaaaaa', wish: { kind: 'approve', approval: 'a1', scope: 'once' } }]);
    await type('approvals');
    await type('2');
    await type('deny not to there');
    expect(asked[1]).toMatchObject({ wish: { kind: 'deny', approval: 'a2', note: 'not to there' } });
    await type('approvals');
    await type('3');
    await type('raise 2');
    expect(said().at(-1)).toBe('It is 4 already.');
    await type('1');
    expect(asked[2]).toMatchObject({ wish: { kind: 'raise_limit', limit: 'turns', to: 8 } });
  });
});
