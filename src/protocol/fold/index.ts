export { chainEnd, chainStart, chainUpTo, spawnerOf, spawnsOf } from './chains.ts';
export { conversationOf } from './conversation.ts';
export { applyEvent, foldRun } from './fold-run.ts';
export { isMoneyInFlight, remainingOf } from './ledger.ts';
export * from './state.ts';
