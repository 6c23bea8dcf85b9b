export { type Approval, approvalOfCall, isPending, pendingApprovals } from './approval.ts';
export type { Card } from './board.ts';
export { chainEnd, chainStart, chainUpTo, spawnerOf, spawnsOf } from './chains.ts';
export type { Checkpoint } from './checkpoint.ts';
export { conversationOf } from './conversation.ts';
export { applyEvent, foldRun } from './fold-run.ts';
export type { GraphFault, GraphItems, GraphVisit, GraphWalk } from './graph.ts';
export { findHookRun } from './hook-handlers.ts';
export { isMoneyInFlight, remainingOf } from './ledger.ts';
export {
  type ApprovalQuestion,
  byAge,
  type LimitQuestion,
  type Question,
  questionsOf,
  type StuckQuestion,
} from './questions.ts';
export { ownEvents, type RunStretch, sharedEvents, stretchesOf, writerOf } from './run-owners.ts';
export * from './state.ts';
