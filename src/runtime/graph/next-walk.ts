import type { GraphWalk, ThreadState, ToolCallState } from '#protocol';

/** What a graph does next. */
export type WalkStep =
  /** A node is visited. */
  | { kind: 'visit'; node: string }
  /** A node that calls nothing, or cannot, was visited, and its process died before it was left. */
  | { kind: 'leave' }
  /** The call of the node that is visited is made. */
  | { kind: 'call'; call: ToolCallState }
  /** It has ended: the state is filled, and the way on is chosen. */
  | { kind: 'settle'; call: ToolCallState }
  /** Items of the list that is gone through. */
  | { kind: 'items' }
  | { kind: 'too_many_steps' }
  | { kind: 'end' };

/** Decides from the state alone, so that a resumed graph goes on exactly as one that was never stopped. */
export function nextWalk(thread: Pick<ThreadState, 'turns'>, walk: GraphWalk): WalkStep {
  if (walk.current) {
    if (walk.current.items) return { kind: 'items' };
    const call = walk.current.type === 'action' ? thread.turns.at(-1)?.calls[0] : undefined;
    if (!call) return { kind: 'leave' };
    return call.end ? { kind: 'settle', call } : { kind: 'call', call };
  }
  if (walk.ended || walk.next === undefined || (walk.single && walk.steps > 0)) return { kind: 'end' };
  if (walk.steps >= walk.maxSteps) return { kind: 'too_many_steps' };
  return { kind: 'visit', node: walk.next };
}
