import type { Graph, Json, JsonObject, ThreadState } from '#protocol';
import { endBelow, failThread } from '../end-thread.ts';
import { GraphFailedError } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { onGraphEnd } from './graph-occasions.ts';

/** The walk has ended: the thread ends with what a return gave, or with the failure that nothing led on from. */
export async function endGraph(run: RunContext, thread: ThreadState, graph: Graph): Promise<void> {
  const { graph: walk } = thread;
  if (!walk) throw new RangeError(`thread ${thread.id} is no graph's`);
  const { ended } = walk;
  if (ended?.error) {
    const { code, message } = ended.error;
    return failThread(run, thread, new GraphFailedError({ node: ended.node, step: walk.steps, code, message }));
  }
  const returned = ended !== undefined && graph.nodes.get(ended.node)?.type === 'return';
  if (returned && (await onGraphEnd(run, thread))) return;
  const result = faultsTold(thread);
  const outputs = walk.single && !returned ? singleOutputs(thread) : asOutputs(ended?.output);
  await run.session.append({
    thread: thread.id,
    type: 'thread_completed',
    data: { outputs, ...(result !== undefined && { result }) },
  });
  endBelow(run, thread);
}

/** Outputs are a mapping; any other value of a return stands in one. */
function asOutputs(output: Json | undefined): JsonObject {
  if (output === undefined || output === null) return {};
  return typeof output === 'object' && !Array.isArray(output) ? output : { output };
}

/** Of a graph of which one node was visited. */
function singleOutputs({ graph: walk }: ThreadState): JsonObject {
  const visit = walk?.visits.at(-1);
  return {
    state: walk?.state ?? {},
    executed_node: visit?.node ?? null,
    next_node: visit?.next ?? null,
    step_count: walk?.steps ?? 0,
  };
}

/** A graph that went on after failures has completed, and says so. */
function faultsTold({ graph: walk }: ThreadState): string | undefined {
  if (!walk || walk.faultCount === 0) return undefined;
  const told = walk.faults.slice(0, 5).map(({ node, index, error }) => {
    const item = index === undefined ? '' : `[${index}]`;
    return `${node}${item}: ${error.message}`;
  });
  const more = walk.faultCount > told.length ? [`and ${walk.faultCount - told.length} more`] : [];
  return `Completed with ${walk.faultCount} ${walk.faultCount === 1 ? 'failure' : 'failures'}: ${[...told, ...more].join('; ')}`;
}
