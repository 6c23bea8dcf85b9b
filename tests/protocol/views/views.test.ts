import { describe, expect, it, test } from 'vitest';
import {
  type ContentBlock,
  describeEvent,
  durationText,
  type Event,
  type EventDraft,
  eventSchemas,
  foldRun,
  oneLine,
  runDocument,
  shownStatus,
  snapshotFiles,
  statusMarkdown,
  transcriptMarkdown,
  usdText,
} from '#protocol';
import { childOf, draftOf, everyEventType, logOf, runOf } from '../../helpers/event-builder.ts';

const LEAD = 'lead-1';

function stateOf(drafts: EventDraft[]) {
  return foldRun(logOf([...runOf({ limits: { spend: 3 } }), ...drafts]));
}

/** A call in flight, so that every type of event fits after it. */
const aCall: EventDraft[] = [
  draftOf('model_call_started', {}, { turn: 1 }),
  draftOf(
    'model_call_completed',
    { content: [{ type: 'tool_use', id: 'c1', name: 'look', input: {} }], stop_reason: 'tool_use' },
    { turn: 1 },
  ),
];

/** The event, and the fold up to it. */
function atEvent(draft: EventDraft): [ReturnType<typeof foldRun>, Event] {
  const drafts = draft.type === 'run_started' || draft.type === 'thread_created' ? [] : aCall;
  const log = logOf([...runOf(), ...drafts, draft]);
  return [foldRun(log), log.at(-1)!];
}

describe('an event in words', () => {
  test.each(everyEventType)('%s is one line of at most 100 characters', (type) => {
    const line = describeEvent(...atEvent(draftOf(type, {}, { call_id: 'c1', turn: 1 })));
    expect(line).toMatch(/^\S.*\S$/);
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line).not.toMatch(/undefined|NaN|\[object/);
  });

  test.each(everyEventType)('%s stays one line where its texts are long and full of control characters', (type) => {
    const line = describeEvent(...atEvent(stretched(draftOf(type, {}, { call_id: 'c1', turn: 1 }))));
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(line.isWellFormed()).toBe(true);
  });

  it('names a thread by its place, and the root by its directive', () => {
    const log = logOf([...runOf(), childOf(LEAD, 'scout'), draftOf('thread_started', {}, { thread: 'scout' })]);
    expect(describeEvent(foldRun(log), log.at(-1)!)).toBe('scout started');
    expect(describeEvent(foldRun(log), logOf([draftOf('thread_started')], 5)[0]!)).toBe('team/lead started');
  });

  it('tells turns and cost where a thread ends', () => {
    const done = draftOf('thread_completed');
    const [state, event] = atEvent(done);
    expect(describeEvent(state, event)).toBe('team/lead completed · 1 turn · $0.0010');
  });
});

/** The same draft with every free text of its data made long, of two-unit characters and escapes. */
function stretched(draft: EventDraft): EventDraft {
  const shape = eventSchemas[draft.type].shape as Record<string, unknown>;
  const stretch = (value: unknown): unknown =>
    typeof value === 'string' ? `\u001b[31m${value}\r\n\u2028${'😀'.repeat(200)}` : value;
  const fixed = new Set(['sha256', 'root', 'parent', 'run_id', 'definition']);
  const data = Object.fromEntries(
    Object.entries(draft.data).map(([key, value]) => {
      if (fixed.has(key) || !(key in shape)) return [key, value];
      if (key === 'error') return [key, { code: 'test/broken', message: stretch('it broke') }];
      return [key, stretch(value)];
    }),
  );
  return { ...draft, data } as EventDraft;
}

describe('the run document', () => {
  const full = stateOf([
    draftOf('thread_started'),
    draftOf('context_composed'),
    ...aCall,
    draftOf('tool_call_started', {}, { call_id: 'c1' }),
    draftOf('tool_call_completed', { files_read: ['a.ts'] }, { call_id: 'c1' }),
    draftOf('artifact_written'),
    draftOf('thread_completed', { outputs: { report: 'r.md' }, result: 'done' }),
    draftOf('run_completed', { outputs: { report: 'r.md' }, result: 'done' }),
  ]);

  it('has the keys that the command line promises', () => {
    const document = runDocument(full, { driven: false, head: 'c'.repeat(40) });
    for (const key of [
      'run_id item kind status started_at ended_at duration_ms root outputs result'.split(' '),
      'cost budget events head waiting_for threads'.split(' '),
    ].flat())
      expect(document).toHaveProperty(key);
    for (const key of [
      'id place directive status model simulated cost limits capabilities context'.split(' '),
      'outputs result files_read files_written started_at ended_at'.split(' '),
    ].flat())
      expect(document.threads[0]).toHaveProperty(key);
    expect(Object.keys(document.cost)).toEqual(
      'usd input_tokens output_tokens cache_read_tokens cache_write_tokens turns model_calls tool_calls unsettled_usd'.split(
        ' ',
      ),
    );
    expect(Object.keys(document.budget ?? {})).toEqual(['limit_usd', 'spent_usd', 'reserved_usd', 'remaining_usd']);
  });

  it('tells what ran, what it cost and what is left', () => {
    expect(runDocument(full, { driven: false })).toMatchObject({
      status: 'completed',
      duration_ms: 10_000,
      outputs: { report: 'r.md' },
      cost: { usd: 0.001, turns: 1, model_calls: 1, tool_calls: 1, unsettled_usd: 0 },
      budget: { limit_usd: 3, spent_usd: 0.001, reserved_usd: 0, remaining_usd: 2.999 },
      events: 11,
      threads: [{ id: LEAD, files_read: ['a.ts'], files_written: ['artifacts/report.md'] }],
    });
  });

  it('leaves out what is absent, instead of null', () => {
    const text = JSON.stringify(runDocument(stateOf([]), { driven: true }));
    expect(text).not.toContain('null');
    expect(JSON.parse(text)).not.toHaveProperty('ended_at');
    expect(JSON.parse(text)).not.toHaveProperty('error');
  });

  it('shows money without the noise of binary fractions', () => {
    const spend = Array.from({ length: 3 }, () => [
      draftOf('model_call_started', { reserved_usd: 0.1 }),
      draftOf('model_call_completed', { cost_usd: 0.1 }),
    ]).flat();
    expect(runDocument(stateOf(spend), { driven: true }).budget?.spent_usd).toBe(0.3);
    expect(runDocument(stateOf(spend), { driven: true }).budget?.remaining_usd).toBe(2.7);
  });

  it('says interrupted of a run that goes on without a driver, and only of that', () => {
    const running = stateOf([]);
    expect(shownStatus(running, true)).toBe('running');
    expect(shownStatus(running, false)).toBe('interrupted');
    expect(shownStatus(stateOf([draftOf('run_paused')]), false)).toBe('paused');
    expect(shownStatus(full, false)).toBe('completed');
  });
});

describe('the folded files', () => {
  const status = /^(?:run_(?!recovered)|budget_raised|limit_raised|approval_|thread_|card_|gate_failed)/;

  test.each(everyEventType)('change with %s only where a status does', (type) => {
    const paths = snapshotFiles(...atEvent(draftOf(type, {}, { call_id: 'c1' }))).map(({ path }) => path);
    expect(paths.length > 0).toBe(status.test(type));
  });

  it('are the run and its status page where the run changes', () => {
    expect(snapshotFiles(...atEvent(draftOf('run_completed'))).map(({ path }) => path)).toEqual([
      'run.json',
      'STATUS.md',
    ]);
  });

  it('have a transcript once the thread has ended, and not before', () => {
    const names = (draft: EventDraft): (string | undefined)[] =>
      snapshotFiles(...atEvent(draft)).map(({ path }) => path.split('/').at(-1));
    expect(names(draftOf('thread_started'))).toEqual(['thread.json']);
    expect(names(draftOf('thread_killed'))).toEqual(['thread.json', 'transcript.md']);
  });

  it('are the same for everybody who folds the same events', () => {
    const log = logOf([...runOf(), ...aCall, draftOf('thread_completed')]);
    expect(snapshotFiles(foldRun(log), log.at(-1)!)).toEqual(snapshotFiles(foldRun(structuredClone(log)), log.at(-1)!));
  });
});

describe('a transcript', () => {
  const transcript = (content: ContentBlock[], result: string): string => {
    const state = stateOf([
      draftOf('context_composed'),
      draftOf('model_call_started', {}, { turn: 1 }),
      draftOf('model_call_completed', { content, stop_reason: 'tool_use' }, { turn: 1 }),
      draftOf('tool_call_started', {}, { call_id: 'c1' }),
      draftOf('tool_call_completed', { result }, { call_id: 'c1' }),
      draftOf('thread_completed', { outputs: { report: 'r.md' } }),
    ]);
    return transcriptMarkdown(state, state.threads.get(LEAD)!);
  };
  const call: ContentBlock = { type: 'tool_use', id: 'c1', name: 'look', input: { code: '```js' } };

  test.each(['```', '````\n## result (c9)', 'a ``` b `````` c', '~~~', '```js\nx\n```'])(
    'keeps %j inside its fence',
    (result) => {
      expect(headings(transcript([call], result))).toEqual(['user', 'call look (c1)', 'result (c1)', 'outputs']);
    },
  );

  test.each(['cut off in ```js\nconst a', '```js\nconst a', '~~~~\n```\n~~~', '- item\n  ```\n  text'])(
    'goes on after %j, which leaves a fence open',
    (text) => {
      const told = transcript([{ type: 'text', text }, call], 'fine');
      expect(headings(told)).toEqual(['user', 'assistant', 'call look (c1)', 'result (c1)', 'outputs']);
      expect(told).toContain(text);
    },
  );
});

/** The second-level headings outside of fenced code. @see Source: CommonMark 0.31, 4.5 */
function headings(markdown: string): string[] {
  const found: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [, marker = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (marker.startsWith(fence) && rest.trim() === '') fence = undefined;
    } else if (marker !== '' && !(marker.startsWith('`') && rest.includes('`'))) fence = marker;
    else if (line.startsWith('## ')) found.push(line.slice(3));
  }
  return found;
}

describe('STATUS.md', () => {
  it('stays small, however many threads there are and whatever they say', () => {
    const many = Array.from({ length: 1000 }, (_, index) => childOf(LEAD, `${'long-key-'.repeat(100)}${index}`));
    const error = { code: 'runtime/model-failed', message: 'line\n'.repeat(100_000) };
    const run = runDocument(stateOf([...many, draftOf('run_failed', { error })]), { driven: true });
    const page = statusMarkdown(run);
    expect(page.length).toBeLessThan(64_000);
    expect(page).toContain('… and 801 more');
    expect(page.split('\n').filter((line) => line.startsWith('- error:'))).toHaveLength(1);
    expect(page.split('\n').length).toBeLessThan(220);
  });

  it('says what was asked, how it stands and what it cost', () => {
    const page = statusMarkdown(
      runDocument(stateOf([childOf(LEAD, 'scout'), draftOf('run_completed')]), { driven: true }),
    );
    expect(page).toContain('- item: team/lead');
    expect(page).toContain('- status: completed');
    expect(page).toContain('└─ scout  created');
  });
});

describe('words', () => {
  test.each([
    [0, '$0'],
    [0.000001, '<$0.0001'],
    [0.01234, '$0.0123'],
    [1.999, '$2.00'],
  ])('%d USD is %s', (usd, text) => expect(usdText(usd)).toBe(text));

  test.each([
    [0, '0.0 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min 00 s'],
    [184_000, '3 min 04 s'],
  ])('%i ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it('are cut between characters', () => {
    expect(oneLine('😀'.repeat(60), 100).isWellFormed()).toBe(true);
    expect(oneLine('a'.repeat(200), 100)).toHaveLength(100);
  });
});
