export type { CallOutcome, ThreadAction } from './action.ts';
export { actionWords, DIVERGENCE_WORDS } from './action-words.ts';
export type { DivergenceKind } from './compare-actions.ts';
export { type Change, type DefinitionDiff, type FileDiff, type SameFile, sameFiles } from './diff-files.ts';
export {
  type Both,
  diffRuns,
  outputsDiffer,
  type RunDiff,
  type SideDocument,
  type ThreadDiff,
  type ThreadDivergence,
} from './diff-runs.ts';
export type { ValueDiff } from './diff-values.ts';
export { type RunSide, runSide } from './run-side.ts';
