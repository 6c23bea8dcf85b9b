import { capabilityFor, errorFact, isAllowed, type JsonObject, type ToolOutcome } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import { isFatal } from '../is-fatal.ts';
import { orchestrate } from '../operations/orchestrate.ts';
import { type CallSite, recordDenial, recordEnd, recordStart } from './record-call.ts';
import { ORCHESTRATOR_TOOL } from './resolve-call.ts';

/** Refuses a call for want of a capability. @returns true where it was refused, and that is recorded. */
export async function denied(
  site: CallSite,
  tool: string,
  itemType: string,
  itemId: string,
  primary = 'execute',
): Promise<boolean> {
  if (isAllowed({ primary, itemType, itemId }, site.thread.capabilities)) return false;
  const capability = capabilityFor(primary, itemType, itemId);
  const refused = new CallRefusedError(
    'runtime/permission-denied',
    `This thread may not ${primary} ${itemId}: it lacks ${capability}.`,
    {
      hint: 'Do it another way, or return what is missing.',
      data: { capability },
    },
  );
  await recordDenial(site, tool, refused, capability);
  return true;
}

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
    if (site.run.interrupt.aborted || isFatal(error)) throw error;
    return { ok: false, error: errorFact(error) };
  });
  site.run.checkInterrupt();
  await recordEnd(site, tool, outcome);
}

export async function runOrchestrate(site: CallSite, input: JsonObject): Promise<void> {
  if (await denied(site, ORCHESTRATOR_TOOL, 'tool', ORCHESTRATOR_TOOL)) return;
  await runOperation(site, ORCHESTRATOR_TOOL, input, async () => ({
    ok: true,
    result: await orchestrate(site, input),
  }));
}
