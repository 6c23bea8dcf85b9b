import { actionText } from '../approvals/index.ts';
import type { JsonObject } from '../errors.ts';
import type { Event, EventData, EventOf, EventType } from '../events/index.ts';
import type { RunState } from '../fold/state.ts';
import { toUsd } from '../money.ts';
import { runCost } from './cost-document.ts';
import { costText, countText, oneLine, usdText } from './words.ts';

type Describers = { [T in EventType]: (event: EventOf<T>, who: string, state: RunState) => string };

const describers: Describers = {
  run_started: ({ data }) => `run of ${data.item} started · ${data.provider}${data.simulated ? ' (simulated)' : ''}`,
  run_paused: ({ data }) => `run paused by ${data.by}${data.reason ? `: ${data.reason}` : ''}`,
  run_waiting: ({ data }) => `run waits for a decision · ${data.reason}`,
  run_unpaused: ({ data }) => `run unpaused by ${data.by}`,
  run_completed: (_event, _who, state) =>
    `run completed · ${countText(state.threads.size, 'thread')} · ${costText(runCost(state).usd, isSimulated(state))}`,
  run_failed: ({ data }) => `run failed · ${data.error.message}`,
  run_cancelled: ({ data }) => `run cancelled by ${data.by}`,
  run_blocked: ({ data }) => `run blocked · ${data.reason}`,
  run_forked: ({ data }) => `run ${data.run_id} forked from ${data.from_run}@${data.from_seq}`,
  run_pruned: ({ data }) => `run pruned by ${data.by}: what was said in it is gone`,
  run_recovered: ({ data }) => `run recovered · ${data.committed} committed, ${data.restored} restored`,
  lease_taken: ({ data }) => `lease ${data.fence} taken by process ${data.pid}`,
  budget_raised: ({ data }) => `budget raised from ${usdText(data.from_usd)} to ${usdText(data.to_usd)} by ${data.by}`,
  definition_pinned: ({ data }) => `${data.kind} ${data.id} pinned at ${data.sha256.slice(0, 12)}`,
  intent_received: ({ data }) =>
    `${data.kind} asked for by ${data.by}${data.refused === undefined ? '' : ` · refused: ${data.refused}`}`,

  thread_created: ({ data }, who) => `${who} created · ${data.model}`,
  thread_started: (_event, who) => `${who} started`,
  thread_waiting: ({ data }, who) => `${who} waits for ${countText(data.on.length, 'thread')}`,
  thread_woken: ({ data }, who) => `${who} woken · ${data.reason}`,
  thread_paused: ({ data }, who) => `${who} paused by ${data.by}${data.reason === undefined ? '' : `: ${data.reason}`}`,
  thread_unpaused: ({ data }, who) => `${who} unpaused by ${data.by}`,
  thread_completed: (event, who, state) => `${who} completed${spent(state, event.thread)}`,
  thread_failed: (event, who, state) => `${who} failed · ${event.data.error.message}${spent(state, event.thread)}`,
  thread_cancelled: ({ data }, who) => `${who} cancelled by ${data.by}`,
  thread_killed: ({ data }, who) => `${who} killed by ${data.by}`,
  thread_continued: ({ data }, who) => `${who} continued by ${data.continued_by}`,
  thread_resumed: (_event, who) => `${who} resumed`,
  thread_revised: ({ data: { by, ...what } }, who) =>
    `${who} goes on with other ${Object.keys(what).join(', ')}, by ${by}`,
  thread_taken_over: ({ data }, who) =>
    `${who} taken over from ${data.from_run} · ${countText(data.threads, 'thread')} · ${usdText(data.saved_usd)} saved`,
  progress_reported: ({ data }, who) =>
    `${who} says: ${data.text}${data.per_cent === undefined ? '' : ` · ${data.per_cent} %`}`,
  agent_deleted: ({ data }) => `agent ${data.agent} deleted by ${data.by}`,
  message_injected: ({ data }, who) => `${who} is told by ${data.by}: ${data.text}`,
  context_composed: ({ data }, who) => `${who} context composed · ${data.tokens} tokens`,
  limit_reached: ({ data }, who) => `${who} reached its limit of ${data.limit} (${data.current}/${data.max})`,
  limit_raised: ({ data }, who) => `${who} · limit of ${data.limit} raised to ${data.to} by ${data.by}`,
  wrap_up_granted: ({ data }, who) => `${who} may answer once more, by ${data.by}`,

  model_call_started: ({ turn, data }, who) =>
    `${who} asks ${data.model} · turn ${turn} · up to ${usdText(data.reserved_usd)}`,
  model_call_completed: ({ turn, data }, who, state) =>
    `${who} answered · turn ${turn} · ${data.usage.output_tokens} tokens · ${costText(data.cost_usd, isSimulated(state))}`,
  model_call_failed: ({ data }, who) => `${who} got no answer · ${data.category}: ${data.message}`,
  retry_scheduled: ({ data }, who) => `${who} tries again in ${data.delay_ms} ms · attempt ${data.attempt}`,

  tool_call_started: ({ data }, who) => `${who} calls ${data.tool}${subject(data.input)}`,
  tool_call_completed: ({ data }, who) => `${who} has the result of ${data.tool}`,
  tool_call_failed: ({ data }, who) => `${who} · ${data.tool} failed: ${data.error.message}`,
  tool_result_replaced: ({ data }, who) => `${who} · another result of ${data.tool}, by ${data.by}`,
  tool_call_denied: ({ data }, who) => `${who} · ${data.tool} refused: ${data.error.message}`,
  tool_call_interrupted: ({ data }, who) => `${who} · ${data.tool} was interrupted · ${data.decision}`,

  artifact_written: ({ data }, who) => `${who} wrote artifacts/${data.path} · ${data.bytes} bytes`,
  data_written: ({ data }, who) => `${who} wrote .ai/data/${data.path} · ${data.bytes} bytes`,
  file_written: ({ data }, who) => `${who} wrote ${data.path} · ${data.bytes} bytes`,

  approval_requested: ({ data }, who) => `${who} asks to call ${actionText(data.action)} (${data.approval})`,
  approval_granted: ({ data }) =>
    `approval ${data.approval} granted by ${data.by}${data.input ? ', with another input' : ''}${data.under === undefined ? '' : ` with ${data.under}`}`,
  approval_denied: ({ data }) =>
    `approval ${data.approval} denied by ${data.by}${data.note === undefined ? '' : `: ${data.note}`}`,
  approval_voided: ({ data }) => `approval ${data.approval} void · ${data.reason}`,
  hook_started: ({ data }, who) => `${who} · hook ${data.hook} calls ${data.tool} on ${data.on}`,
  hooks_dispatched: ({ data }, who) =>
    `${who} · hooks ran on ${data.on}${data.answer === undefined ? '' : `: ${data.answer} by ${data.hook ?? ''}`}`,
  hook_completed: ({ data }, who) => `${who} · hook ${data.hook} ran on ${data.on}`,
  hook_failed: ({ data }, who) => `${who} · hook ${data.hook} failed on ${data.on}: ${data.error.message}`,
  graph_step_started: ({ data }, who) =>
    data.index === undefined
      ? `${who} · step ${data.step} ${data.node} started${data.items === undefined ? '' : ` · ${countText(data.items, 'item')}`}`
      : `${who} · ${data.node}[${data.index}] started`,
  graph_step_completed: ({ data }, who) => `${who} · step ${data.step} ${data.node} completed${wayText(data)}`,
  graph_step_failed: ({ data }, who) =>
    `${who} · step ${data.step} ${data.node} failed${data.retry === undefined ? wayText(data) : ', is tried again'}: ${data.error.message}`,
  foreach_item_completed: ({ data }, who) =>
    `${who} · ${data.node}[${data.index}] ${data.error ? `failed: ${data.error.message}` : 'completed'}`,
  branch_opened: ({ data }, who) => `${who} opens branch ${data.branch}: ${data.description}`,
  branch_returned: ({ data }, who) => `${who} · branch ${data.branch} returned${data.partial ? ', partial' : ''}`,
  checkpoint_saved: ({ data }, who) => `${who} saved checkpoint ${data.name}`,
  memory_recorded: ({ data }, who) => `${who} recorded ${data.item}`,
  card_created: ({ data }) => `card ${data.title} created in ${data.column}`,
  card_moved: ({ data }) => `card ${data.card} moved from ${data.from} to ${data.to}${byWhom(data)}${forcedText(data)}`,
  card_returned: ({ data }) => `card ${data.card} sent back to ${data.to}${byWhom(data)}: ${data.note}`,
  gate_passed: ({ data }) => `card ${data.card} passed ${data.gate}`,
  gate_failed: ({ data }) => `card ${data.card} failed ${data.gate}: ${data.detail}`,
};

/** An event in words, on one line of at most 100 characters: the subject of its commit. @param state The fold up to it. */
export function describeEvent(state: RunState, event: Event): string {
  const describe = describers[event.type] as (event: Event, who: string, state: RunState) => string;
  return oneLine(describe(event, nameOf(state, event.thread), state), 100);
}

/** A thread's place below the root; the root goes by its directive. */
function nameOf(state: RunState, threadId: string): string {
  const thread = state.threads.get(threadId);
  if (!thread) return threadId;
  return thread.parent === undefined ? thread.directive : thread.place.replace(/^root\//, '');
}

function spent(state: RunState, threadId: string): string {
  const thread = state.threads.get(threadId);
  if (!thread) return '';
  const work = thread.graph ? countText(thread.graph.steps, 'step') : countText(thread.turns.length, 'turn');
  return ` · ${work} · ${costText(toUsd(thread.account.own), isSimulated(state))}`;
}

function isSimulated(state: RunState): boolean {
  return state.started?.simulated === true;
}

/** Who did it from outside. */
function byWhom({ by }: { by?: string | undefined }): string {
  return by === undefined ? '' : ` by ${by}`;
}

/** Which gates did not hold a card, and why they were not to. */
function forcedText({ forced, note }: EventData<'card_moved'>): string {
  const past = forced ? `, past the red gate of ${forced.join(', ')}` : '';
  return note === undefined ? past : `${past}: ${note}`;
}

/** Where a step leads. */
function wayText({ next }: { next?: string | undefined }): string {
  return next === undefined ? '' : ` → ${next}`;
}

/** What a call is about, where its input says so in one word. */
function subject(input: JsonObject): string {
  for (const key of ['item_id', 'path', 'command', 'pattern', 'operation', 'query']) {
    const value = input[key];
    if (typeof value === 'string') return ` ${value}`;
  }
  return '';
}
