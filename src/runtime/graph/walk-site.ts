import type { Graph, GraphNode, GraphWalk, ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';

/** Where a graph is. */
export interface WalkSite {
  run: RunContext;
  thread: ThreadState;
  graph: Graph;
  walk: GraphWalk;
}

/** The place of a thread that a node makes: its name, with a number from its second visit on. */
export function placeOf(node: string, visitsBefore: number): string {
  return visitsBefore === 0 ? node : `${node}@${visitsBefore + 1}`;
}

/** The node that is visited. */
export function currentOf({ current }: GraphWalk): { node: string; step: number } {
  if (!current) throw new Error('no node is visited');
  return { node: current.node, step: current.step };
}

/** @throws where a pinned graph has no such node, which no event can make it have */
export function nodeNamed({ nodes, source }: Graph, name: string): GraphNode {
  const node = nodes.get(name);
  if (!node) throw new Error(`${source.id} has no node ${name}`);
  return node;
}
