import type { JsonObject } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { aggregateResults } from './aggregate-results.ts';
import { chainSearch, getChain } from './chains.ts';
import { handoffThread, resumeThread } from './continue-threads.ts';
import { cancelThread, killThread } from './end-threads.ts';
import { threadNamed } from './find-thread.ts';
import { listActive } from './list-active.ts';
import { readTranscript } from './read-transcript.ts';
import { threadReport } from './thread-report.ts';
import { waitThreads } from './wait-threads.ts';

type Operation = (site: CallSite, input: JsonObject) => JsonObject | Promise<JsonObject>;

/** What an orchestrator can do with threads, by the name of the operation. */
const operations: Readonly<Record<string, Operation>> = {
  wait_threads: waitThreads,
  cancel_thread: cancelThread,
  kill_thread: killThread,
  get_status: (site, input) => ({ success: true, ...threadReport(threadNamed(site, input)) }),
  list_active: listActive,
  aggregate_results: aggregateResults,
  get_chain: getChain,
  chain_search: chainSearch,
  read_transcript: readTranscript,
  resume_thread: resumeThread,
  handoff_thread: handoffThread,
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
