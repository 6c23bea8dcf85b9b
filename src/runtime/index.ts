/**
 * The runtime: drives the threads of a run. It decides from the folded state alone, and reaches the world only through
 * the ports it is given.
 */

export { loadApprovalRules } from './approvals/load-approval-rules.ts';
export { loadBoard } from './board/load-board.ts';
export { recordMove } from './board/record-move.ts';
export { checkInputs } from './check-inputs.ts';
export { type Driven, type DriveOptions, type NewRun, resumeRun, startRun } from './drive-run.ts';
export {
  CallRefusedError,
  InputsTooLargeError,
  InsufficientBudgetError,
  InvalidInputsError,
  LimitExceededError,
  ModelFailedError,
  OutputsMissingError,
  ReturnedError,
  SpawnRefusedError,
} from './errors.ts';
export { loadFailureRules } from './failures/load-failure-rules.ts';
export { hookConfig } from './hooks/hook-config.ts';
export { type CallReservation, reserveCall } from './limits/reserve-call.ts';
export { type ResolvedLimits, resolveLimits } from './limits/resolve-limits.ts';
export { nextStep, RETURN_TOOL, type Step } from './next-step.ts';
export { ownToolIds } from './own-tools/own-tools.ts';
export { loadCapabilityRules } from './permissions/load-rules.ts';
export type { RunObserver, RuntimePorts } from './ports.ts';
export type { ResumeRequest } from './revive-root.ts';
export { type RuntimeSettings, readSettings } from './settings.ts';
export { findStale } from './since/find-stale.ts';
export { type PlannedThread, planRun } from './since/plan-run.ts';
export type { TargetedIntent } from './steering/draft-steering.ts';
export { recordSteering } from './steering/record-steering.ts';
