import type { EventDraft, JsonObject } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { sortedJson } from '../sorted-json.ts';
import { renamed } from './copy-events.ts';
import { layDown } from './lay-down.ts';

/**
 * Takes the result of a tool call over from the run that this one goes by: where the thread at this place made the very
 * same call, in an answer that was taken over too or in the same step of its graph, and nothing that the call used has
 * changed. So what was done once is not done twice. Calls that only look are made: they cost nothing, and see what is there.
 * @returns whether it was; then the call has ended
 */
export async function recallCall({ run, thread, call }: CallSite, tool: string, input: JsonObject): Promise<boolean> {
  const { freshness } = run;
  if (!freshness || call.startedSeq !== undefined || !isRepeated(thread)) return false;
  const { base, recorded } = freshness;
  const before = base.state.byPlace.get(thread.place);
  const found = before === undefined ? undefined : recorded.get(before)?.calls.get(call.callId);
  if (
    before === undefined ||
    found?.end?.type !== 'tool_call_completed' ||
    found.tool !== tool ||
    found.effect === 'none'
  )
    return false;
  const names = new Map([[before, thread.id]]);
  if (sortedJson(renamed(found.input, names)) !== sortedJson(input)) return false;
  if ((await freshness.changesOfCall(before, call.callId)).length > 0) return false;
  const frame = (seq: number, origin?: { run: string; seq: number }) => ({
    thread: thread.id,
    call_id: call.callId,
    turn: thread.turns.length,
    taken_over: origin ?? { run: base.runId, seq },
  });
  const { end, effect, files } = found;
  for (const { data } of files) await run.writer.putContent(await base.content(data.sha256));
  if (end.data.artifact) await run.writer.putContent(await base.content(end.data.artifact.sha256));
  const spec = (await run.tools()).find(({ id }) => id === tool);
  if (spec) await run.definitions.tool(spec, thread.id);
  const drafts: EventDraft[] = [
    { ...frame(end.seq, end.taken_over), type: 'tool_call_started', data: { tool, input, effect } },
    ...files.map(
      (event) => ({ ...frame(event.seq, event.taken_over), type: event.type, data: event.data }) as EventDraft,
    ),
    {
      ...frame(end.seq, end.taken_over),
      type: 'tool_call_completed',
      data: { ...end.data, ...(end.data.result !== undefined && { result: renamed(end.data.result, names) }) },
    },
  ];
  await run.session.append(...drafts);
  run.ports.probe('call-taken-over');
  await layDown(run, drafts);
  return true;
}

/** Whether the answer that asks for the call was taken over; the steps of a graph repeat each other by their numbers. */
function isRepeated({ graph, takenOver, modelCalls }: CallSite['thread']): boolean {
  return graph !== undefined || (takenOver?.modelCalls ?? 0) === modelCalls;
}
