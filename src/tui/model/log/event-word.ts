import type { Event } from '#protocol';

/** What an event says of how things stand, in the words of the screens; empty where it says nothing of it. */
export function eventWord(event: Event): string {
  switch (event.type) {
    case 'approval_requested':
      return 'ASK';
    case 'limit_reached':
      return event.data.limit === 'spend' ? 'budget' : 'FAIL';
    case 'foreach_item_completed':
      return event.data.error ? 'FAIL' : 'done';
    case 'run_waiting':
    case 'thread_waiting':
      return 'wait';
    case 'tool_call_denied':
    case 'run_blocked':
      return 'FAIL';
    case 'tool_call_interrupted':
      return 'stopped';
    default:
      return ENDINGS.find(([ending]) => event.type.endsWith(ending))?.[1] ?? '';
  }
}

const ENDINGS: readonly (readonly [ending: string, word: string])[] = [
  ['_failed', 'FAIL'],
  ['_unpaused', 'run'],
  ['_paused', 'paused'],
  ['_cancelled', 'stopped'],
  ['_killed', 'stopped'],
  ['_completed', 'done'],
  ['_started', 'run'],
];

/** Whether an event is one of a failure, or of something that waits for somebody. */
export function isEventOf(event: Event, only: 'failed' | 'waiting'): boolean {
  const word = eventWord(event);
  if (only === 'failed') return word === 'FAIL' || word === 'budget';
  return word === 'ASK' || word === 'budget' || word === 'paused' || event.type === 'run_waiting';
}
