/**
 * The four ways in which rye fills values into text. Each takes a template and data, and gives back the finished value
 * with warnings; none throws, reads a file or looks at the process.
 */
export { findInputs, type InputUse } from './find-inputs.ts';
export { type ContextOptions, interpolateContext } from './interpolate-context.ts';
export { type EnvOptions, interpolateEnv } from './interpolate-env.ts';
export { interpolateInputs, type PromptEnvironment } from './interpolate-inputs.ts';
export { interpolateParams } from './interpolate-params.ts';
export type { Interpolated } from './interpolated.ts';
export { lookupPath } from './lookup-path.ts';
export { toText } from './to-text.ts';
