import { errorFact, type JsonObject, misfit, type ToolOutcome } from '#protocol';
import { approveCall } from '../approvals/approve-call.ts';
import { CallRefusedError } from '../errors.ts';
import { isFatal } from '../is-fatal.ts';
import { orchestrate } from '../operations/orchestrate.ts';
import { ORCHESTRATOR_TOOL, orchestratorSpec } from '../operations/spec.ts';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import { recordDenial, recordEnd, recordStart } from './record-call.ts';

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

/** Runs an operation on threads. */
export async function runOrchestrate(site: CallSite, input: JsonObject): Promise<void> {
  const wanted = { primary: 'execute', itemType: 'tool', itemId: ORCHESTRATOR_TOOL } as const;
  if (await denied(site, ORCHESTRATOR_TOOL, wanted)) return;
  // A null is how some models leave an argument out.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const reason = misfit(orchestratorSpec.inputSchema, given);
  if (reason !== undefined) {
    const refused = new CallRefusedError(
      'runtime/invalid-call',
      `The input of ${ORCHESTRATOR_TOOL} does not fit: ${reason}`,
      {
        hint: orchestratorSpec.description,
      },
    );
    return recordDenial(site, ORCHESTRATOR_TOOL, refused);
  }
  const allowed = await approveCall(site, { tool: ORCHESTRATOR_TOOL, input: given });
  if (!allowed) return;
  await runOperation(site, ORCHESTRATOR_TOOL, allowed, async () => ({
    ok: true,
    result: await orchestrate(site, allowed),
  }));
}
