import type { EventData, EventOf } from '../events/index.ts';
import type { threadEvents } from '../events/thread-events.ts';
import { toNano } from '../money.ts';
import { chainUpTo, spawnsOf } from './chains.ts';
import { walkAgain, walkOf } from './graph.ts';
import { type Handlers, takenOver, threadOf } from './handlers.ts';
import { closeAccount, openAccount, raiseLimit, reopenAccount, reserve } from './ledger.ts';
import { endPause, goOn, standStill } from './pause.ts';
import { type Injected, isFinal, isRunFinal, type RunState, type ThreadState, type ThreadStatus } from './state.ts';

export const threadHandlers: Handlers<keyof typeof threadEvents> = {
  thread_created(state, event) {
    const thread = createThread(event);
    state.threads.set(thread.id, thread);
    state.byPlace.set(thread.place, thread.id);
    const before = usedBefore(state, thread);
    if (before) thread.before = before;
    const parent = thread.parent === undefined ? undefined : state.threads.get(thread.parent);
    if (!parent) return;
    parent.children.push(thread.id);
    if (thread.account.grant !== undefined) reserve(state, parent, thread.account.grant);
  },
  thread_started(state, event) {
    const thread = threadOf(state, event);
    thread.startedAt ??= event.at;
    wake(thread);
  },
  thread_waiting(state, event) {
    const thread = threadOf(state, event);
    goOn(thread, 'waiting');
    standStill(thread, event.at);
    thread.waitsOn = event.data.on;
    thread.waitingSince = event.at;
  },
  thread_woken: (state, event) => wake(threadOf(state, event)),
  thread_paused: (state, event) => {
    const thread = threadOf(state, event);
    const { after } = event.data;
    if (after) thread.hooksDispatched = { ...thread.hooksDispatched, [after.on]: { occasion: after.occasion } };
    const { by, reason, stuck } = event.data;
    // Who is asked something and is paused as well goes on when somebody says so, not with the answer.
    if (thread.pause?.by === 'rye') thread.pause.by = by;
    if (thread.pause || isFinal(thread.status)) return;
    thread.pause = {
      by,
      at: event.at,
      from: thread.status,
      ...(reason !== undefined && { reason }),
      ...(stuck && { stuck }),
    };
    thread.status = 'paused';
    standStill(thread, event.at);
  },
  thread_unpaused: (state, event) => {
    const thread = threadOf(state, event);
    // What it was asked about is looked at anew.
    if (thread.pause) delete thread.limitReached;
    if (thread.pause?.stuck) thread.patientAfter = thread.turns.length;
    endPause(thread, event.at);
  },
  thread_completed(state, event) {
    const thread = threadOf(state, event);
    takeResult(thread, event.data);
    end(state, thread, 'completed', event.at);
  },
  thread_failed(state, event) {
    const thread = threadOf(state, event);
    takeResult(thread, event.data);
    thread.error = event.data.error;
    end(state, thread, 'error', event.at);
  },
  thread_cancelled: (state, event) => stop(state, event, 'cancelled'),
  thread_killed: (state, event) => stop(state, event, 'killed'),
  thread_continued(state, event) {
    const thread = threadOf(state, event);
    thread.continuedBy = event.data.continued_by;
    // Its account stays open, or is opened again: who continues it draws on it.
    if (isFinal(thread.status)) openAgain(state, thread);
    settle(thread, 'continued', thread.endedAt ?? event.at);
  },
  thread_revised(state, event) {
    const thread = threadOf(state, event);
    const { inputs, model, definition } = event.data;
    if (inputs) thread.inputs = inputs;
    if (model !== undefined) thread.model = model;
    if (definition !== undefined) thread.definition = definition;
    delete thread.context;
  },
  thread_taken_over(state, event) {
    const { from_run: run, from_thread: thread } = event.data;
    takenOver(threadOf(state, event)).from = { run, thread };
  },
  thread_resumed(state, event) {
    const thread = threadOf(state, event);
    openAgain(state, thread);
    if (thread.startedAt === undefined) thread.startedAt = event.at;
    else if (thread.endedAt !== undefined) thread.idleMs += Date.parse(event.at) - Date.parse(thread.endedAt);
    for (const key of FORGOTTEN) delete thread[key];
    thread.failuresInARow = 0;
    thread.resumedAt = event.at;
    thread.resumedAfter = thread.turns.length;
    thread.limits = { ...thread.limits, ...event.data.limits };
    if (thread.graph) walkAgain(thread.graph);
    wake(thread);
    if (event.data.model !== undefined) thread.model = event.data.model;
    if (event.data.message !== undefined) inject(thread, { text: event.data.message, by: event.data.by ?? 'user' });
    if (isRunFinal(state.status)) {
      state.status = 'running';
      for (const key of ['endedAt', 'error', 'outputs', 'result'] as const) delete state[key];
    }
  },
  progress_reported: (state, event) => {
    const { text, per_cent: perCent } = event.data;
    threadOf(state, event).progress = { text, at: event.at, ...(perCent !== undefined && { perCent }) };
  },
  agent_deleted: (state, event) => {
    const { agent } = threadOf(state, event);
    if (!agent) return;
    agent.deletedAt = event.at;
    const { call, was_at_work: wasAtWork = false } = event.data;
    if (call !== undefined) agent.deletedBy = { call, wasAtWork };
  },
  message_injected: (state, event) => inject(threadOf(state, event), event.data),
  context_composed: (state, event) => {
    const thread = threadOf(state, event);
    thread.context = event.data;
    if (event.data.carried)
      thread.carried = event.data.carried.flatMap(({ thread: id, from, to }) =>
        (state.threads.get(id)?.turns ?? []).slice(from, to),
      );
  },
  limit_reached: (state, event) => {
    threadOf(state, event).limitReached = event.data;
  },
  limit_raised: (state, event) => {
    const thread = threadOf(state, event);
    const { limit, to } = event.data;
    if (limit === 'spend') raiseLimit(state, thread, toNano(to));
    thread.limits = { ...thread.limits, [limit]: to };
  },
  wrap_up_granted: (state, event) => {
    const until = new Date(Date.parse(event.at) + WRAP_UP_MS).toISOString();
    const thread = threadOf(state, event);
    thread.wrapUp = { turn: thread.turns.length + 1, until };
  },
};

/** What a thread that goes on after its end no longer has; the outputs that it handed over stay. */
const FORGOTTEN = [
  'endedAt',
  'endedBy',
  'error',
  'result',
  'limitReached',
  'lastFailure',
  'retryAt',
  'wrapUp',
] as const;

/** How long the last answer of a thread may take whose time is up. */
const WRAP_UP_MS = 120_000;

function createThread(event: EventOf<'thread_created'>): ThreadState {
  const { data } = event;
  const graph = walkOf(data);
  const above = data.continuation_of ?? data.parent;
  return {
    id: event.thread,
    place: data.place,
    directive: data.directive,
    definition: data.definition,
    status: 'created',
    depth: data.depth,
    inputs: data.inputs,
    model: data.model,
    limits: data.limits,
    capabilities: data.capabilities,
    ...(data.granted && { granted: data.granted }),
    ...(data.risks && { risks: data.risks }),
    declaredOutputs: data.outputs,
    async: data.async ?? false,
    children: [],
    createdAt: event.at,
    idleMs: 0,
    turns: [],
    injectedFirst: [],
    injectedMeanwhile: [],
    failuresInARow: 0,
    modelCalls: 0,
    toolCalls: 0,
    usage: { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 },
    waitsOn: [],
    filesRead: [],
    filesWritten: [],
    account: openAccount(data.limits.spend, data.spend_reserved_usd),
    ...(graph && { graph }),
    ...(data.model_tier !== undefined && { modelTier: data.model_tier }),
    ...(above !== undefined && { parent: above }),
    ...(data.key !== undefined && { key: data.key }),
    ...(data.branch !== undefined && { branch: { description: data.branch } }),
    ...(data.agent !== undefined && { agent: { name: data.agent } }),
    ...(data.spawned_by !== undefined && { spawnedBy: data.spawned_by }),
    ...(data.continuation_of !== undefined && { continuationOf: data.continuation_of }),
    ...(data.continuation && { continuation: data.continuation }),
  };
}

/** What counts against the limits of a continuation before it has done anything; nothing where it was given new ones. */
function usedBefore(state: RunState, thread: ThreadState): ThreadState['before'] {
  const earlier = state.threads.get(thread.continuationOf ?? '');
  if (!earlier || thread.continuation?.why === 'resume') return undefined;
  const { before, turns, usage, startedAt, endedAt, idleMs } = earlier;
  const activeMs = startedAt === undefined || endedAt === undefined ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  return {
    turns: turns.length + (before?.turns ?? 0),
    tokens: usage.input_tokens + usage.output_tokens + (before?.tokens ?? 0),
    spawns: spawnsOf(state, earlier),
    activeMs: Math.max(0, activeMs - idleMs) + (before?.activeMs ?? 0),
  };
}

function takeResult(thread: ThreadState, data: Pick<EventData<'thread_completed'>, 'outputs' | 'result'>): void {
  if (data.outputs) thread.outputs = data.outputs;
  if (data.result !== undefined) thread.result = data.result;
}

function inject(thread: ThreadState, { text, by, call }: Injected): void {
  const before = thread.turns.at(-1)?.injected ?? thread.injectedFirst;
  (thread.openModelCall ? thread.injectedMeanwhile : before).push({ text, by, ...(call !== undefined && { call }) });
}

function wake(thread: ThreadState): void {
  goOn(thread, 'running');
  thread.waitsOn = [];
  delete thread.waitingSince;
}

function stop(
  state: RunState,
  event: EventOf<'thread_cancelled' | 'thread_killed'>,
  status: 'cancelled' | 'killed',
): void {
  const thread = threadOf(state, event);
  const { by, reason } = event.data;
  thread.endedBy = { by, ...(reason !== undefined && { reason }) };
  end(state, thread, status, event.at);
}

function end(state: RunState, thread: ThreadState, status: ThreadStatus, at: string): void {
  settle(thread, status, at);
  // With the last thread of a chain the accounts of all of them are closed.
  for (const link of chainUpTo(state, thread)) closeAccount(state, link);
}

function openAgain(state: RunState, thread: ThreadState): void {
  for (const link of chainUpTo(state, thread).toReversed()) reopenAccount(state, link);
}

function settle(thread: ThreadState, status: ThreadStatus, at: string): void {
  endPause(thread, at);
  wake(thread);
  thread.status = status;
  thread.endedAt = at;
}
