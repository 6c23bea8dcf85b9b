import type { ThreadState } from '#protocol';
import { sanitize } from '../text/index.ts';

/** How a thread is called on the screen: the last part of its place; the root by its directive. */
export function labelOf(thread: Pick<ThreadState, 'parent' | 'directive' | 'place'>): string {
  return sanitize(
    thread.parent === undefined ? thread.directive : thread.place.slice(thread.place.lastIndexOf('/') + 1),
    200,
  );
}
