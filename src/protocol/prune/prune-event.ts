import type { Json, JsonObject } from '../errors.ts';
import type { Event, EventType } from '../events/index.ts';
import { sha256 } from '../ids.ts';

/** The parts of an event's data that hold what was said, by its type; of the others nothing is taken. */
const SAID: Partial<Record<EventType, readonly string[]>> = {
  run_started: ['inputs', 'graph'],
  run_completed: ['outputs', 'result'],
  run_failed: ['error'],
  intent_received: ['args'],
  thread_created: ['inputs', 'continuation', 'graph'],
  thread_completed: ['outputs', 'result'],
  thread_failed: ['error', 'outputs', 'result'],
  thread_resumed: ['message'],
  thread_revised: ['inputs'],
  message_injected: ['text'],
  context_composed: ['system', 'prompt', 'closing'],
  model_call_completed: ['content'],
  model_call_failed: ['message'],
  retry_scheduled: ['reason'],
  tool_call_started: ['input'],
  tool_call_completed: ['result'],
  tool_call_failed: ['error', 'result'],
  tool_call_denied: ['error'],
  tool_result_replaced: ['result'],
  approval_requested: ['action', 'why'],
  approval_granted: ['input'],
  approval_denied: ['note'],
  branch_opened: ['description', 'prompt'],
  branch_returned: ['message'],
  checkpoint_saved: ['summary', 'next_actions'],
  memory_recorded: ['title'],
  graph_step_started: ['input', 'empty'],
  graph_step_completed: ['assigned', 'output', 'empty'],
  graph_step_failed: ['error', 'assigned'],
  foreach_item_completed: ['result', 'error'],
  hook_completed: ['result'],
  hook_failed: ['error'],
  hooks_dispatched: ['error'],
};

/** Of what says how a graph is walked: the node that it begins with is a name. */
const WALK: ReadonlySet<string> = new Set(['start', 'node']);

/** Keys under which stand names, and not what was said. */
const NAMES: ReadonlySet<string> = new Set(['type', 'id', 'name', 'tool', 'code', 'call_id', 'why', 'by']);

/**
 * An event without what was said in it: each text becomes its length and its hash. Ids, hashes, names, decisions, counts
 * and costs stay, so that a pruned run folds to the same tree, the same ends and the same money.
 */
export function pruneEvent(event: Event): Event {
  const keys = SAID[event.type];
  if (!keys) return event;
  const data = event.data as JsonObject;
  const pruned = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, keys.includes(key) ? withoutSaid(value, key) : value]),
  );
  return { ...event, data: pruned } as Event;
}

/** What stands in the place of a text. Doing it twice changes nothing. */
export function prunedText(text: string): string {
  if (/^\[pruned: \d+ bytes, sha256 [0-9a-f]{64}\]$/.test(text)) return text;
  return `[pruned: ${Buffer.byteLength(text)} bytes, sha256 ${sha256(Buffer.from(text))}]`;
}

function withoutSaid(value: Json | undefined, key: string): Json | undefined {
  if (key !== 'graph' || typeof value !== 'object' || value === null || Array.isArray(value))
    return withoutTexts(value, key);
  const parts = Object.entries(value).map(([name, each]) => [name, WALK.has(name) ? each : withoutTexts(each, name)]);
  return Object.fromEntries(parts) as JsonObject;
}

function withoutTexts(value: Json | undefined, key: string): Json | undefined {
  if (typeof value === 'string') return NAMES.has(key) || value === '' ? value : prunedText(value);
  if (Array.isArray(value)) return value.map((each) => withoutTexts(each, '') as Json);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutTexts(each, name) as Json]));
}
