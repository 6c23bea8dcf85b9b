import type { RunState, ThreadState } from './state.ts';

/**
 * A chain is a thread with those that continue it, one after another. In the tree each stands below the one before it,
 * so that whatever is below a thread is below its chain's first.
 */

/** The thread, and those that it continues, the newest first. */
export function chainUpTo(state: RunState, thread: ThreadState): ThreadState[] {
  const links = [thread];
  for (let id = thread.continuationOf; id !== undefined; ) {
    const link = state.threads.get(id);
    if (!link) break;
    links.push(link);
    id = link.continuationOf;
  }
  return links;
}

/** The first thread of a chain. */
export function chainStart(state: RunState, thread: ThreadState): ThreadState {
  return chainUpTo(state, thread).at(-1) ?? thread;
}

/** The last thread of a chain: the one that is at work, or whose outcome is that of the chain. */
export function chainEnd(state: RunState, thread: ThreadState): ThreadState {
  let last = thread;
  for (let next = thread.continuedBy; next !== undefined; next = last.continuedBy) {
    const link = state.threads.get(next);
    if (!link) break;
    last = link;
  }
  return last;
}

/** How many threads a thread has spawned, with what counts of the threads that it continues. */
export function spawnsOf(state: RunState, thread: ThreadState): number {
  const own = thread.children.filter((id) => state.threads.get(id)?.continuationOf === undefined);
  return own.length + (thread.before?.spawns ?? 0);
}

/** The thread that spawned the first one of a thread's chain; undefined at the root. */
export function spawnerOf(state: RunState, thread: ThreadState): string | undefined {
  return chainStart(state, thread).parent;
}
