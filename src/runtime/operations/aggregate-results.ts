import { chainEnd, isFinal, type Json, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { saveAtMoment } from '../checkpoints/save-at-moment.ts';
import { CallRefusedError } from '../errors.ts';
import { splitIds } from './thread-ids.ts';
import { threadReport } from './thread-report.ts';

const SYNTHESES = ['collect', 'validate'] as const;

/** How the named threads stand and what they returned, without waiting; `validate` also says what is to be made of it. */
export async function aggregateResults({ run, thread, call }: CallSite, input: JsonObject): Promise<JsonObject> {
  const { state } = run.session;
  const synthesis = SYNTHESES.find((name) => name === (input['synthesis'] ?? 'collect'));
  if (synthesis === undefined) {
    throw new CallRefusedError('runtime/invalid-call', `synthesis is ${JSON.stringify(input['synthesis'])}.`, {
      hint: `Use ${SYNTHESES.join(' or ')}.`,
    });
  }
  await saveAtMoment(run, thread, 'synthesis', call.callId);
  const { ids, failed, unknown } = splitIds(state, input['thread_ids']);
  const results: JsonObject = { ...failed };
  for (const id of unknown) results[id] = { status: 'not_found', thread_id: id };
  const threads = ids.flatMap((id) => {
    const thread = state.threads.get(id);
    return thread ? [{ id, last: chainEnd(state, thread) }] : [];
  });
  for (const { id, last } of threads) results[id] = threadReport(last);
  if (synthesis === 'collect') return { success: true, results };
  const lost = [...Object.keys(failed), ...unknown];
  return { success: true, results, synthesis: validate(threads, lost) };
}

/**
 * What several threads came to, as one: their findings and recommendations, how sure they are, who failed and why, and
 * how many of all have answered.
 */
function validate(threads: { id: string; last: ThreadState }[], lost: string[]): JsonObject {
  const done = threads.filter(({ last }) => last.status === 'completed');
  const failures = threads.filter(({ last }) => last.status !== 'completed').map(({ id, last }) => failureOf(id, last));
  const confidences = done.flatMap(({ last }) => {
    const { confidence } = last.outputs ?? {};
    return typeof confidence === 'number' ? [confidence] : [];
  });
  const total = threads.length + lost.length;
  return {
    findings: done.flatMap(({ last }) => listOf(last, 'findings')),
    recommendations: done.flatMap(({ last }) => listOf(last, 'recommendations')),
    confidence: confidences.length === 0 ? null : Math.min(...confidences),
    failed: [...failures, ...lost.map((id) => ({ thread_id: id, status: 'not_found', why: 'no such thread' }))],
    coverage: `${done.length}/${total}`,
  };
}

/** An output that is a list, or one thing of it; where a thread has no such output, all that it returned. */
function listOf(thread: ThreadState, name: 'findings' | 'recommendations'): Json[] {
  const value = thread.outputs?.[name] ?? (name === 'findings' ? (thread.outputs ?? thread.result ?? null) : null);
  if (value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((each) => ({ place: thread.place, finding: each }));
}

function failureOf(id: string, thread: ThreadState): JsonObject {
  const { status, place, error, endedBy } = thread;
  const why =
    error?.message ?? (isFinal(status) ? (endedBy?.reason ?? `ended by ${endedBy?.by ?? 'nobody'}`) : 'still at work');
  return { thread_id: id, place, status, why };
}
