/** What differs between two runs. */
export { diffValues, type ValueChange } from './diff-values.ts';
