import { chainEnd, chainStart, type Json, type JsonObject, type RunState, type ThreadState } from '#protocol';
import { CallRefusedError } from '../errors.ts';

export interface SplitIds {
  /** Threads of this run. */
  ids: string[];
  /** Entries that are no ids, such as the result of a spawn that failed, by `__failed_<index>`. */
  failed: JsonObject;
  unknown: string[];
}

/** Sorts what a model gave as `thread_ids`. @throws {CallRefusedError} it is no list: nothing must not read as all done */
export function splitIds(state: RunState, given: Json | undefined): SplitIds {
  const split: SplitIds = { ids: [], failed: {}, unknown: [] };
  if (!Array.isArray(given)) {
    throw new CallRefusedError('runtime/invalid-call', 'thread_ids must be a list of thread ids.', {
      hint: 'Give the thread_id of each spawn; list_active names those at work.',
    });
  }
  for (const [index, entry] of given.entries()) {
    if (typeof entry !== 'string') split.failed[`__failed_${index}`] = { status: 'error', error: entry };
    else if (!state.threads.has(entry)) split.unknown.push(entry);
    else if (!split.ids.includes(entry)) split.ids.push(entry);
  }
  return split;
}

/** The last thread of a chain of continuations. */
export function followChain(state: RunState, id: string): string {
  const thread = state.threads.get(id);
  return thread ? chainEnd(state, thread).id : id;
}

/** True where `id` is below `ancestor` in the tree, or below a thread that it continues; no thread of its own chain is. */
export function isDescendant(state: RunState, id: string, ancestor: ThreadState): boolean {
  const top = chainStart(state, ancestor).id;
  const thread = state.threads.get(id);
  if (!thread || chainStart(state, thread).id === top) return false;
  for (let above = thread.parent; above !== undefined; above = state.threads.get(above)?.parent) {
    if (above === top) return true;
  }
  return false;
}
