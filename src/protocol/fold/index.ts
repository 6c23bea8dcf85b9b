export { conversationOf } from './conversation.ts';
export { applyEvent, foldRun } from './fold-run.ts';
export { remainingOf } from './ledger.ts';
export * from './state.ts';
