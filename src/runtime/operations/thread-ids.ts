import type { Json, JsonObject, RunState, ThreadState } from '#protocol';

export interface SplitIds {
  /** Threads of this run. */
  ids: string[];
  /** Entries that are no ids, such as the result of a spawn that failed, by `__failed_<index>`. */
  failed: JsonObject;
  unknown: string[];
}

/** Sorts what a model gave as `thread_ids`. Without a list: nothing. */
export function splitIds(state: RunState, given: Json | undefined): SplitIds {
  const split: SplitIds = { ids: [], failed: {}, unknown: [] };
  for (const [index, entry] of (Array.isArray(given) ? given : []).entries()) {
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
