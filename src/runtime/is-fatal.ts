import { RyeError } from '#protocol';
import { InterruptedError } from './errors.ts';

/** Refusals of the store that are about one call, and that the model may be told. */
const TOLD: ReadonlySet<string> = new Set([
  'store/data-changed',
  'store/bad-path',
  'store/unknown-content',
  'store/too-large',
]);

/** True for what ends the whole run: an interrupt, a store that can record nothing more, a fault in rye itself. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof RyeError)) return true;
  return error instanceof InterruptedError || (error.code.startsWith('store/') && !TOLD.has(error.code));
}
