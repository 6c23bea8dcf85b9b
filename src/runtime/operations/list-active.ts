import { chainStart, type JsonObject } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';

/** The threads below the caller, and below those that it continues, that have not ended; the deepest first. */
export function listActive({ run, thread }: CallSite): JsonObject {
  const top = chainStart(run.session.state, thread).id;
  const below = run.activeBelow(top).filter(({ id }) => id !== thread.id);
  return {
    success: true,
    active_threads: below.map(({ id }) => id),
    threads: below.map(({ id, place, directive, status }) => ({ thread_id: id, place, directive, status })),
    count: below.length,
  };
}
