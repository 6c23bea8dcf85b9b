import { errorFact, type JsonObject, type ToolOutcome } from '#protocol';
import { isFatal } from '../is-fatal.ts';
import type { CallSite } from './call-site.ts';
import { recordEnd, recordStart } from './record-call.ts';

/**
 * Runs an operation of the runtime itself. What it does lies in events, so a call whose process died goes on where it
 * was: no second start is recorded, and nothing happens twice.
 */
export async function runOperation(
  site: CallSite,
  tool: string,
  input: JsonObject,
  work: () => Promise<ToolOutcome>,
): Promise<void> {
  if (site.call.startedSeq === undefined) await recordStart(site, tool, input, 'none');
  const outcome = await work().catch((error: unknown): ToolOutcome => {
    site.run.checkInterrupt();
    if (isFatal(error)) throw error;
    return { ok: false, error: errorFact(error) };
  });
  site.run.checkInterrupt();
  await recordEnd(site, tool, outcome);
}
