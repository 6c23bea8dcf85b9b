import { chainEnd, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { isDescendant } from './thread-ids.ts';

/**
 * The last thread of the chain that a call names by `thread_id`.
 * @throws {CallRefusedError} it names none
 */
export function threadNamed({ run }: CallSite, input: JsonObject): ThreadState {
  const id = input['thread_id'];
  const thread = typeof id === 'string' ? run.session.thread(id) : undefined;
  if (thread) return chainEnd(run.session.state, thread);
  const told = id === undefined ? 'thread_id is missing.' : `There is no thread ${JSON.stringify(id)} in this run.`;
  throw new CallRefusedError('runtime/unknown-thread', told, {
    hint: 'Give the thread_id that the spawn returned; list_active names those at work.',
  });
}

/**
 * The same, of a thread that the caller may change: one below it, or below a thread that it continues.
 * @param doing What is refused, such as `cancelled`.
 * @throws {CallRefusedError} it names none, or one that is not below the caller
 */
export function descendantNamed(site: CallSite, input: JsonObject, doing: string): ThreadState {
  const thread = threadNamed(site, input);
  if (isDescendant(site.run.session.state, thread.id, site.thread)) return thread;
  throw new CallRefusedError(
    'runtime/not-a-descendant',
    `${thread.id} was not ${doing}: it is not below this thread.`,
    { hint: 'list_active names the threads that are.' },
  );
}
