/**
 * Models: who answers a thread, which model a name means, and what it costs.
 *
 * `anthropic` speaks the Messages API over HTTP. The offline model answers from scripts; its usage is made up from text
 * lengths, and it says so (`simulated`). A replay answers from a recorded run.
 */
export { type AnthropicPorts, createAnthropicModel } from './anthropic/anthropic-model.ts';
export { createCatalog } from './catalog/create-catalog.ts';
export { BadModelConfigError, OfflineScriptError, UnknownModelError, UnknownPriceError } from './errors.ts';
export { createOfflineModel, type ItemText } from './offline/offline-model.ts';
export { type ParsedScript, parseOfflineScript } from './offline/script/parse-script.ts';
export type { OfflineScript } from './offline/script/script-schema.ts';
export { createRecall } from './replay/recall.ts';
export { createReplayModel } from './replay/replay-model.ts';
