import type { Json, JsonObject, RunState, ThreadState } from '#protocol';
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
  let last = id;
  for (let next = state.threads.get(last)?.continuedBy; next !== undefined; next = state.threads.get(last)?.continuedBy)
    last = next;
  return last;
}

/** True where `id` is below `ancestor` in the tree. */
export function isDescendant(state: RunState, id: string, ancestor: ThreadState): boolean {
  for (let parent = state.threads.get(id)?.parent; parent !== undefined; parent = state.threads.get(parent)?.parent) {
    if (parent === ancestor.id) return true;
  }
  return false;
}
