import type { ErrorFact, JsonObject } from '#protocol';
import { onNodeError } from './graph-occasions.ts';
import { wayOn } from './node-context.ts';
import { nodeNamed, type WalkSite } from './walk-site.ts';

/** How often a node is tried again where its hook does not say. Source: design formats, 6.4. */
const MOST_RETRIES = 3;

/**
 * A node has failed: a hook may have it tried again; else it leads where the node says, or the graph goes on without it,
 * or has failed with it.
 */
export async function failNode(
  site: WalkSite,
  at: { node: string; step: number },
  failure: { error: ErrorFact; result: JsonObject },
): Promise<void> {
  const { run, thread, graph, walk } = site;
  const { error, result } = failure;
  const decided = await onNodeError(run, thread, { ...at, ...failure });
  if (decided === 'over') return;
  const fail = (data: object) =>
    run.session.append({ thread: thread.id, type: 'graph_step_failed', data: { ...at, error, ...data } });
  const retries = (walk.state['_retries'] ?? {}) as Record<string, number>;
  const tried = retries[at.node] ?? 0;
  if (decided !== 'none' && tried < (decided.maxRetries ?? MOST_RETRIES)) {
    await fail({ retry: tried + 1, assigned: { _retries: { ...retries, [at.node]: tried + 1 } } });
    return;
  }
  const node = nodeNamed(graph, at.node);
  const assigned: JsonObject = { _last_error: { node: at.node, error: error.message } };
  if ('onError' in node && node.onError !== undefined) {
    await fail({ assigned, next: node.onError });
  } else if (graph.onError === 'continue') {
    const state = { ...walk.state, ...assigned };
    const next = node.type === 'return' ? undefined : wayOn(node.next, state, { ...result, status: 'error' });
    await fail({ assigned, passed: true, ...(next !== undefined && { next }) });
  } else await fail({ assigned });
}
