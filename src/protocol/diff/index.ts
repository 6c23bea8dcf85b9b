/** What differs between two runs. */
export type { DefinitionDiff, FileDiff } from './diff-files.ts';
export { diffRuns, type RunDiff, type RunTotals } from './diff-runs.ts';
export type { Divergence, SideChange, Sides, ThreadDiff } from './diff-thread.ts';
export { diffValues, type ValueChange } from './diff-values.ts';
export type { RunSide } from './side.ts';
export type { ThreadAction } from './thread-actions.ts';
