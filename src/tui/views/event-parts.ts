import {
  describeEvent,
  type Event,
  type EventOf,
  type EventType,
  type JsonObject,
  type RunState,
  toUsd,
} from '#protocol';
import { labelOf } from '../model/label-of.ts';
import { fitText, type Line, type Style, sanitize, segment } from '../text/index.ts';
import { amountText } from './amount-text.ts';
import { callSubject, toolName } from './threads/doing.ts';

/** What an event says: a word for what happened, and about what. */
interface Parts {
  what: string;
  text: string;
  style?: Style;
}

type Reading = { [T in EventType]?: (event: EventOf<T>, state: RunState) => Parts };

const RED: Style = { colour: 'red' };
const GREEN: Style = { colour: 'green' };
const YELLOW: Style = { colour: 'yellow' };

/** The events that people look for; the others are said in the words of their commits. */
const readings: Reading = {
  run_started: ({ data }) => ({ what: 'started', text: `/${data.item}` }),
  run_completed: () => ({ what: 'done', text: 'the run', style: GREEN }),
  run_failed: ({ data }) => ({ what: 'FAILED', text: data.error.message, style: RED }),
  run_cancelled: ({ data }) => ({
    what: 'stopped',
    text: `by ${data.by}${data.reason ? `: ${data.reason}` : ''}`,
    style: YELLOW,
  }),
  run_paused: ({ data }) => ({ what: 'paused', text: `by ${data.by}`, style: YELLOW }),
  run_waiting: ({ data }) => ({ what: 'waits', text: data.reason, style: YELLOW }),
  run_unpaused: ({ data }) => ({ what: 'goes on', text: `by ${data.by}` }),
  budget_raised: ({ data }) => ({
    what: 'budget',
    text: `$${amountText(data.from_usd)} to $${amountText(data.to_usd)}`,
  }),
  intent_received: ({ data }) => ({ what: 'asked', text: `to ${data.kind} by ${data.by}` }),
  definition_pinned: ({ data }) => ({ what: 'pinned', text: `${data.kind} ${data.id}` }),
  context_composed: ({ data }) => ({ what: 'context', text: `${data.tokens} tokens` }),
  thread_resumed: ({ data }) => ({ what: 'resumed', text: data.by === undefined ? '' : `by ${data.by}` }),
  thread_revised: ({ data: { by, ...what } }) => ({
    what: 'revised',
    text: `${Object.keys(what).join(', ')} by ${by}`,
  }),
  thread_taken_over: ({ data }) => ({
    what: 'taken over',
    text: `from ${data.from_run}, $${amountText(data.saved_usd)} saved`,
  }),
  run_forked: ({ data }) => ({ what: 'forked', text: `from ${data.from_run}@${data.from_seq}` }),
  run_blocked: ({ data }) => ({ what: 'blocked', text: data.reason, style: RED }),
  run_pruned: ({ data }) => ({ what: 'pruned', text: `by ${data.by}`, style: YELLOW }),
  run_recovered: ({ data }) => ({ what: 'recovered', text: `${data.restored} restored, ${data.committed} committed` }),
  lease_taken: ({ data }) => ({ what: 'driver', text: `pid ${data.pid} on ${data.host}` }),
  thread_created: ({ data }, state) => ({
    what: data.spend_reserved_usd === undefined ? 'created' : 'reserve',
    text: `${parentText(data.parent, state)}${data.spend_reserved_usd === undefined ? '' : ` $${amountText(data.spend_reserved_usd)}`}`,
  }),
  thread_started: () => ({ what: 'started', text: '' }),
  thread_waiting: ({ data }, state) => ({ what: 'awaits', text: data.on.map((id) => nameOf(id, state)).join(', ') }),
  thread_woken: ({ data }) => ({ what: 'woken', text: data.reason }),
  thread_completed: (event, state) => ({ what: 'done', text: spentText(event.thread, state), style: GREEN }),
  thread_failed: ({ data }) => ({ what: 'FAILED', text: data.error.message, style: RED }),
  thread_cancelled: ({ data }) => ({ what: 'stopped', text: `by ${data.by}`, style: YELLOW }),
  thread_killed: ({ data }) => ({ what: 'killed', text: `by ${data.by}`, style: YELLOW }),
  thread_paused: ({ data }) => ({
    what: 'paused',
    text: `by ${data.by}${data.reason === undefined ? '' : `: ${data.reason}`}`,
    style: YELLOW,
  }),
  thread_unpaused: ({ data }) => ({ what: 'goes on', text: `by ${data.by}` }),
  agent_deleted: ({ data }) => ({ what: 'deleted', text: `agent ${data.agent}, by ${data.by}` }),
  progress_reported: ({ data }) => ({
    what: 'progress',
    text: `${data.per_cent === undefined ? '' : `${data.per_cent} % `}${data.text}`,
  }),
  message_injected: ({ data }) => ({ what: 'told', text: `by ${data.by}: ${data.text}` }),
  limit_reached: ({ data }) => ({ what: 'limit', text: `${data.limit} ${data.current} of ${data.max}`, style: YELLOW }),
  limit_raised: ({ data }) => ({ what: 'limit', text: `${data.limit} raised to ${data.to} by ${data.by}` }),
  wrap_up_granted: ({ data }) => ({ what: 'wrap up', text: `by ${data.by}`, style: YELLOW }),
  model_call_started: ({ turn, data }) => ({ what: 'turn', text: `${turn ?? '?'} ${data.model}` }),
  model_call_completed: ({ data }) => ({
    what: 'answer',
    text: `${data.usage.output_tokens} tok $${amountText(data.cost_usd)}`,
  }),
  model_call_failed: ({ data }) => ({
    what: 'no answer',
    text: `${data.status ?? data.code} ${data.message}`,
    style: RED,
  }),
  retry_scheduled: ({ data }) => ({ what: 'retry', text: `${data.attempt} in ${Math.ceil(data.delay_ms / 1000)} s` }),
  tool_call_started: ({ data }) => ({ what: 'tool', text: toolText(data.tool, data.input) }),
  tool_call_completed: ({ data, turn, call_id, thread }, state) => ({
    what: 'tool done',
    text: toolText(data.tool, inputOf(state, thread, turn, call_id)),
  }),
  tool_call_failed: ({ data }) => ({
    what: 'tool FAIL',
    text: `${toolName(data.tool)} ${data.error.message}`,
    style: RED,
  }),
  tool_call_denied: ({ data }) => ({
    what: 'refused',
    text: `${toolName(data.tool)} ${data.error.message}`,
    style: RED,
  }),
  graph_step_started: ({ data }) => ({
    what: 'step',
    text: data.index === undefined ? `${data.step} ${data.node}` : `${data.node}[${data.index}]`,
  }),
  graph_step_completed: ({ data }) => ({
    what: 'step done',
    text: `${data.step} ${data.node}${data.next === undefined ? '' : ` → ${data.next}`}`,
  }),
  graph_step_failed: ({ data }) => ({
    what: data.retry === undefined ? 'step FAIL' : 'again',
    text: `${data.step} ${data.node} ${data.error.message}`,
    style: data.retry === undefined ? RED : YELLOW,
  }),
  foreach_item_completed: ({ data }) => ({
    what: data.error ? 'item FAIL' : 'item done',
    text: `${data.node}[${data.index}]${data.error ? ` ${data.error.message}` : ''}`,
    ...(data.error && { style: RED }),
  }),
  artifact_written: ({ data }) => ({ what: 'wrote', text: `artifacts/${data.path}` }),
  data_written: ({ data }) => ({ what: 'wrote', text: `.ai/data/${data.path}` }),
  file_written: ({ data }) => ({ what: 'wrote', text: data.path }),
  approval_requested: ({ data }) => ({
    what: 'ask',
    text: toolText(data.action.tool, data.action.input),
    style: { ...YELLOW, bold: true },
  }),
};

const WHAT_CELLS = 10;
const WHO_CELLS = 13;

/** An event of one thread as a line: when, what, about what. */
export function threadEventLine(state: RunState, event: Event): Line {
  const { what, text, style } = partsOf(state, event);
  return [
    segment(` ${timeOf(event)} `, { dim: true }),
    segment(`${fitText(what, WHAT_CELLS - 1)} `, style),
    segment(sanitize(text, 400)),
  ];
}

/** An event of a run as a line: when, who, what, about what. */
export function runEventLine(state: RunState, event: Event): Line {
  const { what, text, style } = partsOf(state, event);
  const who = `${fitText(sanitize(event.type.startsWith('run_') ? 'run' : nameOf(event.thread, state), 100), WHO_CELLS - 1)} `;
  return [
    segment(` ${timeOf(event)} `, { dim: true }),
    segment(who),
    segment(`${fitText(what, WHAT_CELLS - 1)} `, style),
    segment(sanitize(text, 400)),
  ];
}

/** What an event says, for whoever looks for words in it. */
export function eventWords(state: RunState, event: Event): string {
  const { what, text } = partsOf(state, event);
  return `${nameOf(event.thread, state)} ${what} ${text} ${event.type}`;
}

function partsOf(state: RunState, event: Event): Parts {
  const read = readings[event.type] as ((event: Event, state: RunState) => Parts) | undefined;
  return read?.(event, state) ?? { what: event.type.split('_')[0] ?? '', text: describeEvent(state, event) };
}

/** The time of day, UTC. */
function timeOf({ at }: Event): string {
  return at.slice(11, 19);
}

function nameOf(id: string, state: RunState): string {
  const thread = state.threads.get(id);
  return thread ? labelOf(thread) : id;
}

function parentText(parent: string | undefined, state: RunState): string {
  return parent === undefined ? '' : `by ${nameOf(parent, state)}`;
}

function spentText(id: string, state: RunState): string {
  const thread = state.threads.get(id);
  if (!thread) return '';
  const work = thread.graph ? `${thread.graph.steps} steps` : `${thread.turns.length} turns`;
  return `$${amountText(toUsd(thread.account.own))}  ${work}`;
}

function toolText(tool: string, input: JsonObject): string {
  return `${toolName(tool)} ${callSubject(input)}`.trim();
}

/** The input of a call, which its end does not repeat. */
function inputOf(state: RunState, thread: string, turn: number | undefined, callId: string | undefined): JsonObject {
  const turns = state.threads.get(thread)?.turns ?? [];
  // Of a long thread, where it is asked for call by call, not all turns are gone through each time.
  const near = turn === undefined ? undefined : turns[turn - 1]?.calls.find((one) => one.callId === callId);
  if (near) return near.input;
  for (let at = turns.length - 1; at >= 0; at -= 1) {
    const call = turns[at]?.calls.find((one) => one.callId === callId);
    if (call) return call.input;
  }
  return {};
}
