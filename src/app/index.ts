/** The use cases of rye, one file each, and the only place that wires rooms together. */

export { type ApprovalDocument, answerApproval, listApprovals } from './answer-approval.ts';
export type { AppContext } from './app-context.ts';
export type { CockpitActions } from './cockpit/cockpit-actions.ts';
export type { Comparison } from './cockpit/compare-for-cockpit.ts';
export { createCockpitActions } from './cockpit/create-cockpit-actions.ts';
export { type KeptCopy, keepCopy } from './cockpit/keep-copy.ts';
export { listDirectives } from './cockpit/list-directives.ts';
export { listProviders } from './cockpit/list-providers.ts';
export { resumeDetached } from './cockpit/resume-detached.ts';
export { startDetached } from './cockpit/start-detached.ts';
export type {
  DirectiveEntry,
  DirectiveProblem,
  FileContent,
  ForkPoint,
  ProviderState,
  ResumeRequest,
  StartRequest,
} from './cockpit/types.ts';
export type { ProviderChoice } from './create-ports.ts';
export { DetachFailedError, detachRun } from './detach-run.ts';
export { compareRuns } from './diff/compare-runs.ts';
export type { ComparedFile, WholeFile } from './diff/compare-whole.ts';
export { type LineDiff, lineDiffer } from './diff/line-differ.ts';
export { type Check, examine } from './doctor.ts';
export { editText } from './edit-text.ts';
export {
  AmbiguousRunError,
  DecisionNeededError,
  FilesInTheWayError,
  NoProviderError,
  NothingToResumeError,
  UnknownTemplateError,
  UnknownThreadError,
  UsageError,
} from './errors.ts';
export type { DefinitionBisect, ProbeOptions, ToldEdit } from './history/bisect/bisect-definitions.ts';
export type { EventBisect } from './history/bisect/bisect-events.ts';
export { type BisectDocument, type BisectRequest, bisectRun } from './history/bisect/bisect-run.ts';
export { type BlameDocument, blameRun } from './history/blame-run.ts';
export { type ForkDocument, type ForkOptions, forkRun } from './history/fork-run.ts';
export { forkToLatest, type LatestDocument } from './history/fork-to-latest.ts';
export { type PlanDocument, type PlanRequest, planRun } from './history/plan-run.ts';
export { type CostDocument, readCost } from './history/read-cost.ts';
export { reportRun } from './history/report-run.ts';
export { type TestedRun, testRun } from './history/test-run.ts';
export { listedTests, updateTest } from './history/update-test.ts';
export { type Initialised, type InitRequest, initProject, listTemplates } from './init-project.ts';
export { type FetchedItem, type FoundItems, fetchItem, findItems } from './items/fetch-item.ts';
export { drawGraph, type GraphDrawing } from './items/show-graph.ts';
export { listRuns } from './list-runs.ts';
export { type CardMove, readBoard } from './move-card.ts';
export { openProject, type Project } from './open-project.ts';
export { packageRoot, packageVersion } from './package-root.ts';
export { providerStates } from './provider-state.ts';
export { followLog, type LogFilter, type LoggedEvent, readLog } from './read-log.ts';
export { findThread, newestRun, type RunView, readRun } from './read-run.ts';
export { readTranscript } from './read-transcript.ts';
export { newestResumable, type ResumeOptions, resumeRun } from './resume-run.ts';
export { type RunOptions, type RunRequest, runItem } from './run-item.ts';
export type { RunOutcome } from './run-outcome.ts';
export { pointName, type RunPoint, readPoint, resolveRun } from './run-point.ts';
export type { RunRow } from './run-row.ts';
export { exportKey, type KeyList, listKeys, newKeys, trustPublicKey } from './sign/manage-keys.ts';
export { type Signing, signItems } from './sign/sign-items.ts';
export { type Verification, type VerifiedFile, verifyItems } from './sign/verify-items.ts';
export {
  type ApprovalAnswer,
  DriverSilentError,
  type Steered,
  steerRun,
  type Wish,
  WishRefusedError,
} from './steer-run.ts';
export { systemClock, systemRandomness } from './system-ports.ts';
export { type CarriageDocument, type CarryRequest, carryRuns } from './travel/carry-runs.ts';
export { type CheckDocument, type CheckRequest, checkState } from './upkeep/check-state.ts';
export { type CollectedDocument, collectGarbage } from './upkeep/collect-garbage.ts';
export { type PruneDocument, pruneRuns } from './upkeep/prune-runs.ts';
export { type RemovalDocument, uninstall } from './upkeep/uninstall.ts';
export { type Validation, validateItems } from './validate/validate-items.ts';
export type { LiveText, ProjectFeed, RunFeed, Watcher } from './watch/feed.ts';
export { watchProject } from './watch/watch-project.ts';
export { watchRun } from './watch/watch-run.ts';
