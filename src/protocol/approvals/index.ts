export { type Action, type ActionFacts, actionDigest, actionFacts, actionText } from './action.ts';
export { type ApprovalLayer, type ApprovalRule, type Decision, decide, readApprovalLayer } from './approval-rules.ts';
export { type CommandParts, commandParts } from './command-parts.ts';
export { covers, fitsPattern } from './covers.ts';
export { matchCommand } from './match-command.ts';
