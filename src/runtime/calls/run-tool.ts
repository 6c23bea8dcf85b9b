import { approvalOfCall, errorFact, type JsonObject, misfit, type Tool, type ToolOutcome } from '#protocol';
import { approveCall } from '../approvals/approve-call.ts';
import { CallRefusedError } from '../errors.ts';
import { recallCall } from '../since/recall-call.ts';
import { attemptTool } from './attempt-tool.ts';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import { recordDenial, recordEnd, recordInterruption, recordStart } from './record-call.ts';

/**
 * Runs a tool for a thread: permission, input check, then the three facts of a call.
 *
 * A call that began in a process that died is met here again: one without lasting effect is made anew, a `once` is
 * not, unless the run was told to.
 */
export async function runTool(site: CallSite, id: string, input: JsonObject, dryRun: boolean): Promise<void> {
  const { run, thread, call } = site;
  const tool = await run.ports.toolbox.find(id);
  if (!tool) return recordDenial(site, id, new CallRefusedError('runtime/unknown-tool', `There is no tool "${id}".`));
  if (await denied(site, id, { primary: 'execute', itemType: 'tool', itemId: id })) return;
  const refused = checkInput(tool, input);
  if (refused) return recordDenial(site, id, refused);
  if (dryRun) return recordEnd(site, id, { ok: true, result: { status: 'validation_passed', item_id: id } });

  const { effect, source } = tool.spec;
  const action = { tool: id, input, ...(source && { definition: source.sha256 }) };
  const allowed = await approveCall(site, action);
  if (!allowed) return;
  const misfitting = allowed === input ? undefined : checkInput(tool, allowed);
  if (misfitting) return recordDenial(site, id, misfitting);
  if (call.startedSeq !== undefined) {
    // What began counts, whatever the tool says of itself by now. What somebody has granted was granted for one time.
    const isGranted = approvalOfCall(run.session.state, thread.id, call.callId) !== undefined;
    const began = isGranted ? 'once' : (call.effect ?? effect);
    const decision = began === 'once' ? run.onInterrupted : 'retried';
    await recordInterruption(site, id, began, decision);
    if (decision === 'reported') return;
  }
  if (allowed === input && (await recallCall(site, id, input))) return;
  await run.definitions.tool(tool.spec, thread.id);
  await recordStart(site, id, allowed, effect);
  run.ports.probe('tool-started');
  const outcome = await attemptTool({ run, thread, callId: call.callId }, tool, allowed);
  run.ports.probe('tool-finished');
  // The driver stops: whether a call that was cut off did its work is unknown, so no end of it is recorded.
  if (!outcome.ok) run.checkInterrupt();
  await recordEnd(site, id, allowed === input ? outcome : withNewInput(outcome, allowed));
}

/** The model has to know that something else was called than it asked for. */
function withNewInput(outcome: ToolOutcome, input: JsonObject): ToolOutcome {
  const { result } = outcome;
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  const told = { ...(isObject ? result : { data: result ?? null }), _approved_input: input };
  return { ...outcome, result: told };
}

function checkInput(tool: Tool, input: JsonObject): CallRefusedError | undefined {
  const reason = misfitOf(tool, input);
  if (reason === undefined) return undefined;
  return new CallRefusedError('runtime/invalid-call', `The input of ${tool.spec.id} does not fit: ${reason}`, {
    hint: 'Call it again with an input that fits its schema.',
  });
}

/** A project's tool may carry a schema that cannot be checked; then nothing is known to fit it. */
function misfitOf(tool: Tool, input: JsonObject): string | undefined {
  try {
    return misfit(tool.spec.inputSchema, input);
  } catch (error) {
    return `its schema cannot be read (${errorFact(error).message})`;
  }
}
