import { type EventData, type Graph, type JsonObject, nearest } from '#protocol';
import { SpawnRefusedError } from '../errors.ts';
import type { WalkRequest } from './check-graph-inputs.ts';

/** Steps, and items at once, where neither the graph nor its caller says so. */
const MAX_STEPS = 100;
const MAX_CONCURRENCY = 10;

/** @throws {SpawnRefusedError} the one node that is to be visited is none */
export function checkNode(graph: Graph, { node }: WalkRequest): void {
  if (node === undefined || graph.nodes.has(node)) return;
  const names = [...graph.nodes.keys()];
  const near = nearest(node, names);
  const reason = `it has no node "${node}": there are ${(near.length > 0 ? near : names).join(', ')}`;
  throw new SpawnRefusedError({ directive: graph.source.id, reason });
}

/** Where a new thread of a graph begins, and with what. What the graph says counts before what its caller says. */
export function draftWalk(
  graph: Graph,
  inputs: JsonObject,
  { node, state, maxSteps, maxConcurrency }: WalkRequest,
): NonNullable<EventData<'thread_created'>['graph']> {
  return {
    start: node ?? graph.start,
    state: { ...graph.state, inputs, ...state },
    max_steps: graph.maxSteps ?? maxSteps ?? MAX_STEPS,
    max_concurrency: graph.maxConcurrency ?? maxConcurrency ?? MAX_CONCURRENCY,
    ...(node !== undefined && { single: true }),
  };
}

/**
 * Parameters of a call that say how a graph is walked, and are no inputs of it. Source: design formats, 6.8.
 * @throws {SpawnRefusedError} one asks to resume: what began goes on with its run
 */
export function readWalkRequest(graph: string, parameters: JsonObject): { inputs: JsonObject; walk: WalkRequest } {
  const { node, inject_state: state, max_steps: steps, max_concurrency: atOnce, resume, ...inputs } = parameters;
  if (resume === true)
    throw new SpawnRefusedError({ directive: graph, reason: 'a graph goes on with its run: `rye resume RUN`' });
  const isObject = typeof state === 'object' && state !== null && !Array.isArray(state);
  return {
    inputs,
    walk: {
      ...(typeof node === 'string' && { node }),
      ...(isObject && { state }),
      ...(isCount(steps) && { maxSteps: steps }),
      ...(isCount(atOnce) && { maxConcurrency: atOnce }),
    },
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
