export { type BoardRules, type Gate, readBoardRules, shippedBoard } from './board-rules.ts';
