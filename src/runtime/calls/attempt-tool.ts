import { errorFact, isFinal, type JsonObject, RyeError, type Tool, type ToolOutcome } from '#protocol';
import { isFatal } from '../is-fatal.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { resultLimit } from '../results/result-limit.ts';
import { createRunFiles } from '../run-files.ts';
import type { CallSite } from './call-site.ts';

/** The longest that one tool call may take, in ms, where the thread has time left. */
const LONGEST_CALL_MS = 3_600_000;

/** The longest that a call may take that a hook makes when the thread has ended, in ms. */
const LONGEST_AFTER_END_MS = 60_000;

/** Lets a tool do its work; that it failed is a value. Nothing is recorded. */
export async function attemptTool(
  { run, thread, callId }: Pick<CallSite, 'run' | 'thread'> & { callId: string },
  tool: Tool,
  input: JsonObject,
): Promise<ToolOutcome> {
  const ended = isFinal(thread.status);
  const timeLeftMs = (secondsLeft(thread, run.ports.clock.now()) ?? Number.POSITIVE_INFINITY) * 1000;
  const files = createRunFiles(run.session, run.writer, { thread: thread.id, callId });
  try {
    const recorded = await run.standIn?.answer(run.session, { thread, callId, tool: tool.spec.id, input }, files);
    if (recorded) return recorded;
    return await tool.run(input, {
      runId: run.session.state.runId,
      thread: thread.id,
      callId,
      projectRoot: run.ports.projectRoot,
      signal: ended ? run.interrupt : run.signalOf(thread.id),
      timeoutMs: ended ? LONGEST_AFTER_END_MS : Math.max(1000, Math.min(LONGEST_CALL_MS, timeLeftMs)),
      maxResultChars: resultLimit(run, thread),
      files,
      processes: { add: (pid) => run.writer.addProcess(pid), remove: (pid) => run.writer.removeProcess(pid) },
    });
  } catch (error) {
    // What the tool did not foresee is told to the model like any other failure; a broken store ends the run.
    if (error instanceof RyeError && isFatal(error)) throw error;
    return { ok: false, error: errorFact(error) };
  } finally {
    if (tool.spec.effect !== 'none') run.freshness?.lookAgain();
  }
}
