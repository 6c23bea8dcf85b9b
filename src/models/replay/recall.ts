import type { Event, Recall } from '#protocol';
import { compareRequest } from './compare-request.ts';
import { Names } from './names.ts';
import { type RecordedCall, recordedCalls, turnOf } from './recorded-calls.ts';
import { translated, vocabularyFor } from './retell.ts';

/**
 * The recorded answers of a run, for requests that are the very same: of the thread at the same place, the same turn, to
 * the same model of the same provider. Ids of threads and times are no difference, as in a replay.
 * @param events The recorded run's, in order. @param provider Whoever would be asked otherwise.
 */
export function createRecall(events: readonly Event[], provider: string): Recall {
  const recording = recordedCalls(events);
  const names = new Names();
  return (request) => {
    const turn = turnOf(request.messages);
    const isAnswer = (each: RecordedCall): boolean => each.turn === turn && each.end?.kind === 'completed';
    // How often it was asked before somebody answered is no part of what was asked.
    const call = recording.calls.get(request.asker.place)?.findLast(isAnswer);
    if (call?.end?.kind !== 'completed' || call.started.provider !== provider) return undefined;
    const vocabulary = vocabularyFor(recording, names.fork(), request);
    if (compareRequest(call, request, vocabulary)) return undefined;
    names.take(vocabulary.names);
    const { content, stop_reason: stopReason, usage, cost_usd: paid, saved_usd: saved } = call.end.data;
    return {
      content: content.map((block) => translated(block, vocabulary)),
      stopReason,
      usage,
      costUsd: paid || (saved ?? 0),
      origin: call.end.origin,
    };
  };
}
