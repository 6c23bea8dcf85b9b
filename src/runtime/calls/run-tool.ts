import {
  approvalOfCall,
  errorFact,
  isFinal,
  type JsonObject,
  misfit,
  RyeError,
  type Tool,
  type ToolOutcome,
} from '#protocol';
import { approveCall } from '../approvals/approve-call.ts';
import { CallRefusedError } from '../errors.ts';
import { isFatal } from '../is-fatal.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { resultLimit } from '../results/result-limit.ts';
import { createRunFiles } from '../run-files.ts';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import { recordDenial, recordEnd, recordInterruption, recordStart } from './record-call.ts';

/** The longest that one tool call may take, in ms, where the thread has time left. */
const LONGEST_CALL_MS = 3_600_000;

/** The longest that a call may take that a hook makes when the thread has ended, in ms. */
const LONGEST_AFTER_END_MS = 60_000;

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

/** Lets a tool do its work; that it failed is a value. Nothing is recorded. */
export async function attemptTool(
  { run, thread, callId }: Pick<CallSite, 'run' | 'thread'> & { callId: string },
  tool: Tool,
  input: JsonObject,
): Promise<ToolOutcome> {
  const ended = isFinal(thread.status);
  const timeLeftMs = (secondsLeft(thread, run.ports.clock.now()) ?? Number.POSITIVE_INFINITY) * 1000;
  try {
    return await tool.run(input, {
      runId: run.session.state.runId,
      thread: thread.id,
      callId,
      projectRoot: run.ports.projectRoot,
      signal: ended ? run.interrupt : run.signalOf(thread.id),
      timeoutMs: ended ? LONGEST_AFTER_END_MS : Math.max(1000, Math.min(LONGEST_CALL_MS, timeLeftMs)),
      maxResultChars: resultLimit(run, thread),
      files: createRunFiles(run.session, run.writer, { thread: thread.id, callId }),
      processes: { add: (pid) => run.writer.addProcess(pid), remove: (pid) => run.writer.removeProcess(pid) },
    });
  } catch (error) {
    // What the tool did not foresee is told to the model like any other failure; a broken store ends the run.
    if (error instanceof RyeError && isFatal(error)) throw error;
    return { ok: false, error: errorFact(error) };
  }
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
