import type { RunFeed } from '#app';
import { type Event, type EventDraft, foldRun, isoTime } from '#protocol';
import { draftOf } from '../helpers/event-builder.ts';

/** When the eight threads are looked at: 00:06:12 after the run began. */
export const NOW_MS = Date.parse('2026-11-26T11:42:14.000Z');
const BEGAN_MS = NOW_MS - 372_000;

interface Scout {
  id: string;
  model: string;
  turns: number;
  tokens: number;
  usd: number;
}

const SCOUTS: readonly Scout[] = [
  { id: 'scout-1', model: 'gemini', turns: 8, tokens: 68_000, usd: 0.06 },
  { id: 'scout-2', model: 'codex', turns: 7, tokens: 58_000, usd: 0.11 },
  { id: 'scout-3', model: 'haiku', turns: 4, tokens: 24_000, usd: 0.02 },
  { id: 'scout-4', model: 'flash', turns: 10, tokens: 82_000, usd: 0.03 },
];

/** The run that the design draws: an orchestrator, four scouts, a planner with a helper that asks, a builder. */
export function eightThreads(): RunFeed {
  const drafts: [number, EventDraft][] = [];
  let atMs = BEGAN_MS;
  const add = (draft: EventDraft, waitMs = 1_000): void => {
    drafts.push([atMs, draft]);
    atMs += waitMs;
  };
  const create = (id: string, parent: string | undefined, model: string, limits: object): void =>
    add(
      draftOf(
        'thread_created',
        {
          place: placeOf(id, parent),
          directive: id,
          model,
          limits,
          depth: parent === undefined ? 0 : parent === ROOT ? 1 : 2,
          ...(parent !== undefined && { parent }),
          ...('spend' in limits && parent !== undefined && { spend_reserved_usd: limits.spend as number }),
        },
        { thread: id },
      ),
    );
  const turn = (thread: string, number: number, tokens: number, usd: number, content?: object[]): void => {
    const frame = { thread, turn: number, call_id: `${thread}-m${number}` };
    add(draftOf('model_call_started', { reserved_usd: 0 }, frame), 500);
    const data = {
      usage: { input_tokens: tokens, output_tokens: 100, cache_read_tokens: 0, cache_write_tokens: 0 },
      cost_usd: usd,
      ...(content && { content: content as never, stop_reason: 'tool_use' as const }),
    };
    add(draftOf('model_call_completed', data, frame), 500);
  };

  add(
    draftOf(
      'run_started',
      {
        run_id: 'r-7f3a',
        item: ROOT,
        root: ROOT,
        inputs: { task: 'Migrate to new Agent SDK' },
        project: { name: 'shop-api' },
      },
      { thread: ROOT },
    ),
  );
  create(ROOT, undefined, 'sonnet', { turns: 30, spend: 5, depth: 5, spawns: 24 });
  add(draftOf('thread_started', {}, { thread: ROOT }));
  for (let number = 1; number <= 6; number += 1) turn(ROOT, number, 22_000, number === 6 ? 0.06 : 0.05);
  for (const { id, model } of SCOUTS) create(id, ROOT, model, { turns: 10 });
  for (const { id, turns, tokens, usd } of SCOUTS) {
    add(draftOf('thread_started', {}, { thread: id }));
    for (let number = 1; number <= turns; number += 1) turn(id, number, tokens, number === turns ? usd : 0);
    if (id === 'scout-3') {
      const error = { code: 'runtime/model-failed', message: '429 after 3 retries' };
      add(draftOf('thread_failed', { error }, { thread: id }));
    } else {
      add(draftOf('thread_completed', { outputs: { files: 'artifacts/relevant-files.md' } }, { thread: id }));
    }
  }
  create('planner', ROOT, 'sonnet', { turns: 15, spend: 1 });
  create('builder', ROOT, 'sonnet', { turns: 15, spend: 1.5 });
  add(draftOf('thread_waiting', { on: ['planner'] }, { thread: ROOT }));
  add(draftOf('thread_started', {}, { thread: 'planner' }));
  for (let number = 1; number <= 4; number += 1) turn('planner', number, 44_000, 0.15);
  create('docs-fetch', 'planner', 'haiku', { turns: 4 });
  add(draftOf('thread_started', {}, { thread: 'docs-fetch' }));
  turn('docs-fetch', 1, 12_000, 0.01, [
    { type: 'text', text: 'I look for the migration guide.' },
    { type: 'tool_use', id: 'f1', name: 'web.fetch', input: { url: 'https://agent-sdk-docs.com/migrate' } },
  ]);
  atMs = NOW_MS - 40_000;
  turn('planner', 5, 44_000, 0.11, [{ type: 'tool_use', id: 'p1', name: 'read', input: { path: 'docs/sdk.md' } }]);
  add(
    draftOf(
      'tool_call_started',
      { tool: 'fs/read', input: { path: 'docs/sdk.md' } },
      { thread: 'planner', call_id: 'p1' },
    ),
  );
  const action = { tool: 'web.fetch', input: { url: 'https://agent-sdk-docs.com/migrate' } };
  atMs = NOW_MS - 31_000;
  add(
    draftOf(
      'approval_requested',
      { approval: 'a1', action, why: 'find the v2 migration notes', asked_by: ['docs-fetch'] },
      { thread: 'docs-fetch', call_id: 'f1' },
    ),
  );
  return feedOf(
    drafts.map(([ms, draft], index) => ({ v: 1, seq: index + 1, at: isoTime(ms), ...draft }) as Event),
    { head: 'a81c2e4000000000000000000000000000000000' },
  );
}

/** The same run, in which four files were written, one of them twice. */
export function writingRun(): RunFeed {
  const { events, ...feed } = eightThreads();
  const drafts = [
    draftOf(
      'artifact_written',
      { path: 'relevant-files.md', bytes: 1204, sha256: '1'.repeat(64) },
      { thread: 'scout-1' },
    ),
    draftOf(
      'data_written',
      { path: 'sdk/plan.json', bytes: 12_345_678, sha256: '2'.repeat(64) },
      { thread: 'planner' },
    ),
    draftOf('file_written', { path: 'src/client/adapters/agent-sdk-v2-client.ts', bytes: 99 }, { thread: 'planner' }),
    draftOf('artifact_written', { path: 'report.md', bytes: 40, sha256: '4'.repeat(64) }, { thread: 'docs-fetch' }),
    draftOf('artifact_written', { path: 'relevant-files.md', bytes: 7, sha256: '5'.repeat(64) }, { thread: 'scout-2' }),
  ];
  const written = drafts.map((draft, index) => {
    const seq = events.length + index + 1;
    return { v: 1, seq, at: isoTime(NOW_MS - 5_000 + index * 1_000), ...draft } as Event;
  });
  return feedOf([...events, ...written], feed.head === undefined ? {} : { head: feed.head });
}

/** A feed of a log. */
export function feedOf(events: readonly Event[], more: Partial<RunFeed> = {}): RunFeed {
  const state = foldRun(events);
  return {
    runId: state.runId,
    phase: 'ready',
    state,
    events,
    live: new Map(),
    holder: { pid: 812, host: 'here', fence: 1, since: events[0]?.at ?? '', alive: true },
    ...more,
  };
}

const ROOT = 'scout-plan-build';

function placeOf(id: string, parent: string | undefined): string {
  if (parent === undefined) return 'root';
  return parent === ROOT ? `root/${id}` : `root/${parent}/${id}`;
}
