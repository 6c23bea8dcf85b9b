import { isFinal, type JsonObject } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { followChain, isDescendant, splitIds } from './thread-ids.ts';
import { threadReport } from './thread-report.ts';
import { waitThreads } from './wait-threads.ts';

type Operation = (site: CallSite, input: JsonObject) => JsonObject | Promise<JsonObject>;

/** What an orchestrator can do with threads, by the name of the operation. */
const operations: Readonly<Record<string, Operation>> = {
  wait_threads: waitThreads,

  aggregate_results({ run }, input) {
    const { state } = run.session;
    const { ids, failed, unknown } = splitIds(state, input['thread_ids']);
    const results: JsonObject = { ...failed };
    for (const id of unknown) results[id] = { status: 'not_found', thread_id: id };
    for (const id of ids) results[id] = threadReport(run.session.threadOrThrow(followChain(state, id)));
    return { success: true, results };
  },

  get_status({ run }, input) {
    const id = threadId(run, input);
    return { success: true, ...threadReport(run.session.threadOrThrow(followChain(run.session.state, id))) };
  },

  list_active({ run, thread }) {
    const below = run.activeBelow(thread.id).filter(({ id }) => id !== thread.id);
    return { success: true, active_threads: below.map(({ id }) => id), count: below.length };
  },

  async cancel_thread({ run, thread }, input) {
    const id = threadId(run, input);
    const target = followChain(run.session.state, id);
    if (!isDescendant(run.session.state, target, thread)) {
      throw new CallRefusedError('runtime/not-a-descendant', `${id} was not cancelled: it is not below this thread.`, {
        hint: 'list_active names the threads that can be cancelled.',
      });
    }
    if (isFinal(run.session.threadOrThrow(target).status)) return { success: true, cancelled: id, already_final: true };
    const ended = run.cancel(target, { by: thread.place });
    await Promise.all(ended.map((each) => run.session.whenFinal(each, run.signalOf(thread.id))));
    return { success: true, cancelled: id };
  },
};

/** The names of all operations, in the order in which they are told. */
export const operationNames: readonly string[] = Object.keys(operations);

/** @throws {CallRefusedError} unknown operation, unknown thread, or one that is not below the caller */
export async function orchestrate(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const name = typeof input['operation'] === 'string' ? input['operation'] : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) {
    throw new CallRefusedError('runtime/invalid-call', `There is no operation "${name}".`, {
      hint: `The operations are ${operationNames.join(', ')}.`,
      data: { operations: [...operationNames] },
    });
  }
  return operation(site, input);
}

function threadId(run: CallSite['run'], input: JsonObject): string {
  const id = input['thread_id'];
  if (typeof id === 'string' && run.session.thread(id)) return id;
  throw new CallRefusedError(
    'runtime/unknown-thread',
    `There is no thread "${typeof id === 'string' ? id : ''}" in this run.`,
    {
      hint: 'Give the thread_id that the spawn returned; list_active names those at work.',
    },
  );
}
