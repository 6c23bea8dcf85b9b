import type { EventDraft, ThreadState } from '#protocol';

/** What becomes of a model call whose process died before its answer was recorded: it is charged at its reservation. */
export function draftLostCall(thread: ThreadState): EventDraft[] {
  const open = thread.openModelCall;
  if (!open) return [];
  return [
    {
      thread: thread.id,
      call_id: open.callId,
      turn: open.turn,
      cause: open.seq,
      type: 'model_call_failed',
      data: {
        category: 'interrupted',
        code: 'interrupted',
        message: 'the process ended before the answer was recorded',
        retryable: true,
        unsettled_usd: open.data.simulated ? 0 : open.data.reserved_usd,
      },
    },
  ];
}
