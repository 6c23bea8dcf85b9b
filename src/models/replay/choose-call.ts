import type { ModelRequest } from '#protocol';
import { type RecordedCall, turnOf } from './recorded-calls.ts';

/**
 * The recorded call that a request repeats: of the same turn and attempt. A call that was cut off by the end of a
 * process was asked again under the same numbers, so that it is passed over.
 *
 * A thread that failed and was resumed counts its attempts anew; then the ordinal of the call tells its rounds apart.
 * @param calls Of the thread at the asker's place, in order.
 */
export function chooseCall(calls: readonly RecordedCall[], request: ModelRequest): RecordedCall | undefined {
  const turn = turnOf(request.messages);
  const attempt = request.attempt ?? 1;
  const ordinal = Number(request.callId.replace(/^m/, ''));
  const answered = calls.filter(({ end }) => end && !(end.kind === 'failed' && end.data.category === 'interrupted'));
  const rounds = answered.flatMap((call, index) =>
    call.turn === turn && call.attempt === attempt ? [{ call, ordinal: index + 1 }] : [],
  );
  return (rounds.findLast((round) => round.ordinal <= ordinal) ?? rounds[0])?.call;
}
