import type { runEvents } from '../events/run-events.ts';
import { toNano } from '../money.ts';
import type { Handlers } from './handlers.ts';
import { isFinal, type RunState } from './state.ts';

export const runHandlers: Handlers<keyof typeof runEvents> = {
  run_started(state, event) {
    state.runId = event.data.run_id;
    state.started = event.data;
    state.startedAt = event.at;
    state.root = event.data.root;
    state.status = 'running';
  },
  run_paused: (state, event) => {
    state.status = 'paused';
    state.pausedAt ??= event.at;
    if (event.data.bytes !== undefined) state.sizePausedAtBytes = event.data.bytes;
  },
  run_waiting: (state) => {
    state.status = 'waiting';
  },
  run_unpaused: (state, event) => {
    endRunPause(state, event.at);
    state.status = 'running';
  },
  run_completed(state, event) {
    end(state, 'completed', event.at);
    if (event.data.outputs) state.outputs = event.data.outputs;
    if (event.data.result !== undefined) state.result = event.data.result;
  },
  run_failed(state, event) {
    end(state, 'error', event.at);
    state.error = event.data.error;
  },
  run_cancelled: (state, event) => end(state, 'cancelled', event.at),
  run_blocked: (state) => {
    state.status = 'blocked';
  },
  run_forked: (state, event) => {
    const { run_id: runId, from_run: run, from_seq: seq } = event.data;
    state.runId = runId;
    state.forkedFrom = { run, seq, at: event.seq };
  },
  run_pruned: (state, event) => {
    state.prunedAt = event.at;
  },
  run_recovered: (state, event) => {
    state.recoveries += 1;
    state.fence = event.data.fence;
  },
  lease_taken(state, event) {
    state.fence = event.data.fence;
    if (state.status === 'waiting') state.status = 'running';
    const idleMs = state.lastAt === undefined ? 0 : Math.max(0, Date.parse(event.at) - Date.parse(state.lastAt));
    // A pause is taken off as a whole when it ends.
    if (state.pausedAt === undefined) state.idleMs += idleMs;
    // A thread that has not begun has no time to be taken off.
    for (const thread of state.threads.values())
      if (!isFinal(thread.status) && thread.startedAt !== undefined && thread.pause?.stillSince === undefined)
        thread.idleMs += idleMs;
  },
  budget_raised(state, event) {
    const thread = state.threads.get(event.data.thread);
    if (!thread) return;
    thread.account.limit = toNano(event.data.to_usd);
    thread.limits = { ...thread.limits, spend: event.data.to_usd };
  },
  definition_pinned: (state, event) => {
    state.definitions.push({ ...event.data, seq: event.seq });
  },
  intent_received: (state, event) => {
    const { intent, refused } = event.data;
    state.intents.set(intent, { ...(refused !== undefined && { refused }) });
  },
};

function endRunPause(state: RunState, at: string): void {
  if (state.pausedAt === undefined) return;
  state.idleMs += Math.max(0, Date.parse(at) - Date.parse(state.pausedAt));
  delete state.pausedAt;
}

function end(state: RunState, status: 'completed' | 'error' | 'cancelled', at: string): void {
  endRunPause(state, at);
  state.status = status;
  state.endedAt = at;
}
