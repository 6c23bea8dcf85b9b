import type { JsonObject, RunFiles, ThreadState, ToolOutcome } from '#protocol';
import type { RunSession } from '../run-session.ts';
import { sortedJson } from '../sorted-json.ts';
import type { BaseRun } from './base-run.ts';
import { renamed } from './copy-events.ts';
import { type RecordedThread, type RecordedToolCall, recordedThreads } from './recorded-threads.ts';

/** A recorded run whose results stand in for tools: none of them is run. */
export type Recording = Pick<BaseRun, 'runId' | 'events' | 'state' | 'content'>;

/** One call that a tool would be asked for. */
interface Asked {
  thread: ThreadState;
  callId: string;
  tool: string;
  input: JsonObject;
}

/** Answers tool calls from a recorded run, by the place of their thread and the call. */
export class StandIn {
  readonly #record: Recording;
  readonly #threads: ReadonlyMap<string, RecordedThread>;

  constructor(record: Recording) {
    this.#record = record;
    this.#threads = recordedThreads(record.events, record.state);
  }

  /**
   * What came of the call then; a call that was not made, or with another input, is a failure that says so.
   * @param files Where what it wrote is written again.
   * @returns undefined for what no thread asked for itself: hooks and gates do their own work
   */
  async answer(session: RunSession, asked: Asked, files: RunFiles): Promise<ToolOutcome | undefined> {
    const { thread, callId, tool, input } = asked;
    const isAsked = thread.turns.at(-1)?.calls.some((call) => call.callId === callId) === true;
    if (!isAsked) return undefined;
    const { state, runId } = this.#record;
    const call = this.#threads.get(state.byPlace.get(thread.place) ?? '')?.calls.get(callId);
    if (!call || call.tool !== tool) return missed(runId, `${thread.place} did not call ${tool} there`);
    const then = sortedJson(renamed(call.input, this.#names(session)));
    if (then !== sortedJson(input))
      return missed(
        runId,
        `${thread.place} called ${tool} with ${short(then)}, and now with ${short(sortedJson(input))}`,
      );
    return this.#outcomeOf(call, files, session);
  }

  async #outcomeOf(
    { end, files: written, tool }: RecordedToolCall,
    files: RunFiles,
    session: RunSession,
  ): Promise<ToolOutcome> {
    const { runId, content } = this.#record;
    if (!end) return missed(runId, `no end of ${tool} was recorded`);
    for (const { type, data } of written) {
      const bytes = await content(data.sha256);
      if (type === 'artifact_written') await files.writeArtifact(data.path, bytes);
      else if (type === 'data_written') await files.writeData(data.path, bytes);
      else await files.recordFile(data.path, bytes);
    }
    const names = this.#names(session);
    const { artifact, result } = end.data;
    const kept = artifact && (await files.keepLarge(await content(artifact.sha256)));
    const rest = { ...(result !== undefined && { result: renamed(result, names) }), ...(kept && { artifact: kept }) };
    if (end.type === 'tool_call_failed') return { ok: false, error: end.data.error, ...rest };
    const { files_read: filesRead } = end.data;
    return { ok: true, result: null, ...rest, ...(filesRead && { filesRead }) };
  }

  /** Threads of the record, under the ids that stand for them here. */
  #names({ state }: RunSession): Map<string, string> {
    const names = new Map<string, string>();
    for (const [place, id] of this.#record.state.byPlace) {
      const here = state.byPlace.get(place);
      if (here !== undefined) names.set(id, here);
    }
    return names;
  }
}

function missed(runId: string, why: string): ToolOutcome {
  const message = `replay:${runId} has no result: ${why}.`;
  return { ok: false, error: { code: 'replay_miss', message } };
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
