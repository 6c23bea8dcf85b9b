import type { Event, EventData, EventDraft, EventOf, EventType } from '#protocol';
import { isoTime } from '#protocol';

/** Where a built log begins, in epoch ms. */
export const LOG_START_MS = Date.parse('2026-01-02T03:04:05.000Z');

const SHA = 'a'.repeat(64);
const ERROR = { code: 'test/broken', message: 'it broke' };
const USAGE = { input_tokens: 100, output_tokens: 10, cache_read_tokens: 0, cache_write_tokens: 0 };
const CONTENT = { path: 'report.md', bytes: 12, sha256: SHA };

/** Valid data of every event type; a type without one does not compile. */
const defaults: { [T in EventType]: EventData<T> } = {
  run_started: {
    run_id: 'tidy-ghjkmn',
    item: 'team/lead',
    kind: 'directive',
    root: 'lead-1',
    inputs: {},
    provider: 'scripted',
    simulated: false,
    rye_version: '0.0.0',
  },
  run_paused: { by: 'ann' },
  run_waiting: { reason: 'root: limit of turns reached (4/4)' },
  run_unpaused: { by: 'ann' },
  run_completed: {},
  run_failed: { error: ERROR },
  run_cancelled: { by: 'ann' },
  run_blocked: { reason: 'five recoveries failed', attempts: 5 },
  run_forked: { run_id: 'tidy-ghjkmp', from_run: 'other-ghjkmn', from_seq: 7, from_commit: 'b'.repeat(40) },
  run_pruned: { by: 'ann', from_commit: 'b'.repeat(40) },
  run_recovered: { fence: 2, committed: 3, restored: 0, dropped_bytes: 0 },
  lease_taken: { fence: 1, pid: 4711, host: 'here' },
  budget_raised: { thread: 'lead-1', from_usd: 1, to_usd: 2, by: 'ann' },
  definition_pinned: { kind: 'directive', id: 'team/lead', space: 'project', path: 'lead.md', bytes: 10, sha256: SHA },
  intent_received: { intent: 'i1', kind: 'cancel', by: 'ann' },

  thread_created: {
    place: 'root',
    directive: 'team/lead',
    definition: SHA,
    inputs: {},
    model: 'test-model',
    limits: {},
    capabilities: [],
    outputs: [],
    depth: 0,
  },
  thread_started: {},
  thread_waiting: { on: ['scout-1'] },
  thread_woken: { reason: 'ready' },
  thread_paused: { by: 'ann' },
  thread_unpaused: { by: 'ann' },
  thread_completed: {},
  thread_failed: { error: ERROR },
  thread_cancelled: { by: 'ann' },
  thread_killed: { by: 'ann' },
  thread_continued: { continued_by: 'lead-2' },
  thread_resumed: {},
  thread_revised: { by: 'ann' },
  thread_taken_over: { from_run: 'other-ghjkmn', from_thread: 'lead-0', threads: 2, saved_usd: 0.01 },
  agent_deleted: { agent: 'scout', by: 'root' },
  progress_reported: { text: 'half of the files', per_cent: 50 },
  message_injected: { text: 'look again', by: 'ann' },
  context_composed: { system: '', prompt: 'Do it.', tokens: 2, parts: [], tools: [] },
  limit_reached: { limit: 'turns', current: 3, max: 3 },
  limit_raised: { limit: 'turns', from: 4, to: 8, by: 'ann' },
  wrap_up_granted: { by: 'ann' },

  model_call_started: {
    model: 'test-model',
    provider: 'scripted',
    simulated: false,
    attempt: 1,
    input_bound_tokens: 100,
    max_output_tokens: 256,
    reserved_usd: 0.01,
  },
  model_call_completed: {
    content: [{ type: 'text', text: 'done' }],
    stop_reason: 'end_turn',
    usage: USAGE,
    cost_usd: 0.001,
  },
  model_call_failed: { category: 'transient', code: 'api_error', message: 'try later', retryable: true },
  retry_scheduled: { attempt: 2, delay_ms: 2000, reason: 'transient: try later' },

  tool_call_started: { tool: 'test/look', input: {}, effect: 'none' },
  tool_call_completed: { tool: 'test/look', result: { seen: true } },
  tool_call_failed: { tool: 'test/look', error: ERROR },
  tool_call_denied: { tool: 'test/look', error: ERROR },
  tool_result_replaced: { tool: 'test/look', by: 'ann', result: { seen: false } },
  tool_call_interrupted: { tool: 'test/look', effect: 'once', decision: 'reported' },

  artifact_written: CONTENT,
  data_written: CONTENT,
  file_written: CONTENT,

  approval_requested: {
    approval: 'p1',
    action: { tool: 'rye/bash', input: { command: 'ls' } },
    digest: 'd1',
    risk: 'elevated',
    asked_by: ['lead-1'],
  },
  approval_granted: { approval: 'p1', digest: 'd1', by: 'ann', scope: 'once' },
  approval_denied: { approval: 'p1', by: 'ann' },
  approval_voided: { approval: 'p1', reason: 'the action changed' },
  hook_started: { hook: 'h1', on: 'after_step', layer: 1, tool: 'test/look', effect: 'none' },
  hooks_dispatched: { on: 'after_step', occasion: 1 },
  hook_completed: { hook: 'h1', on: 'after_step', layer: 1 },
  hook_failed: { hook: 'h1', on: 'after_step', layer: 1, error: ERROR },
  graph_step_started: { node: 'gather', step: 1, type: 'action' },
  graph_step_completed: { node: 'gather', step: 1 },
  graph_step_failed: { node: 'gather', step: 1, error: ERROR },
  foreach_item_completed: { node: 'gather', step: 1, index: 0 },
  branch_opened: { branch: 'b1', description: 'look aside', prompt: 'Look.' },
  branch_returned: { branch: 'b1', message: 'nothing there', partial: false },
  checkpoint_saved: { name: 'half', summary: 'half done', next_actions: ['go on'] },
  memory_recorded: { item: 'learnings/one', title: 'One', tags: [] },
  card_created: { card: 'c1', title: 'Card', column: 'todo', artifacts: [] },
  card_moved: { card: 'c1', from: 'todo', to: 'done' },
  card_returned: { card: 'c1', from: 'review', to: 'todo', note: 'not yet' },
  gate_passed: { card: 'c1', gate: 'tests' },
  gate_failed: { card: 'c1', gate: 'tests', detail: 'two are red' },
};

export const everyEventType = Object.keys(defaults) as EventType[];

type Frame = Partial<Pick<EventOf<EventType>, 'thread' | 'turn' | 'call_id' | 'cause'>>;

/** An event that has not entered a log yet. Its thread is `lead-1` unless told. */
export function draftOf<T extends EventType>(type: T, data: Partial<EventData<T>> = {}, frame: Frame = {}): EventDraft {
  // A type and data of the same `T` make one of the union's members; the compiler does not follow that.
  return { thread: 'lead-1', ...frame, type, data: { ...defaults[type], ...data } } as EventDraft;
}

/** Drafts as a log: seq from `from`, one second apart. */
export function logOf(drafts: EventDraft[], from = 1): Event[] {
  return drafts.map((draft, index) => {
    const seq = from + index;
    return { v: 1, seq, at: isoTime(LOG_START_MS + (seq - 1) * 1000), ...draft } as Event;
  });
}

/** The two events that every log begins with: the run, and its root thread `lead-1`. */
export function runOf(root: Partial<EventData<'thread_created'>> = {}): EventDraft[] {
  return [draftOf('run_started'), draftOf('thread_created', root)];
}

/** A thread below another, drawing on it where no `spend` is given. */
export function childOf(parent: string, id: string, spend?: number): EventDraft {
  const money = spend === undefined ? {} : { limits: { spend }, spend_reserved_usd: spend };
  return draftOf(
    'thread_created',
    { place: `root/${id}`, directive: 'team/scout', parent, depth: 1, ...money },
    { thread: id },
  );
}
