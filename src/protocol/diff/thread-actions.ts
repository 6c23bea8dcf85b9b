import type { Event } from '../events/index.ts';
import { plainly, type RunSide } from './side.ts';

/** Something that a thread did. */
export interface ThreadAction {
  seq: number;
  kind: 'call' | 'result' | 'step' | 'card' | 'end';
  /** What it was, for people: `rye/file-system/read {"path":"a"}`. */
  what: string;
  /** Equal for two actions that are the same. */
  key: string;
}

/**
 * What each thread of a run did, by its place and in its order: calls with their inputs and how they ended, steps of
 * graphs and where they led, cards, and its end. What was said is none of it, nor are times, ids, retries and drivers.
 */
export function actionsByPlace(side: RunSide): Map<string, ThreadAction[]> {
  const actions = new Map<string, ThreadAction[]>();
  for (const { place } of side.state.threads.values()) actions.set(place, []);
  for (const event of side.events) {
    const told = tell(event);
    if (told === undefined) continue;
    const place = side.state.threads.get(event.thread)?.place;
    if (place === undefined) continue;
    const what = plainly(told.what, side);
    actions.get(place)?.push({ seq: event.seq, kind: told.kind, what, key: `${told.kind} ${what}` });
  }
  return actions;
}

function tell(event: Event): Pick<ThreadAction, 'kind' | 'what'> | undefined {
  switch (event.type) {
    case 'tool_call_started':
      return { kind: 'call', what: `${event.data.tool} ${JSON.stringify(event.data.input)}` };
    case 'tool_call_completed':
      return { kind: 'result', what: `${event.data.tool} completed` };
    case 'tool_call_failed':
    case 'tool_call_denied':
      return {
        kind: 'result',
        what: `${event.data.tool} ${event.type === 'tool_call_failed' ? 'failed' : 'was denied'}: ${event.data.error.code}`,
      };
    case 'tool_call_interrupted':
      return { kind: 'result', what: `${event.data.tool} was interrupted` };
    case 'graph_step_completed':
      return { kind: 'step', what: `${event.data.node} → ${event.data.next ?? 'end'}` };
    case 'graph_step_failed':
      return {
        kind: 'step',
        what: `${event.data.node} failed: ${event.data.error.code} → ${event.data.next ?? 'end'}`,
      };
    case 'card_created':
      return { kind: 'card', what: `${event.data.title} created in ${event.data.column}` };
    case 'card_moved':
      return { kind: 'card', what: `${event.data.card} moved to ${event.data.to}` };
    case 'card_returned':
      return { kind: 'card', what: `${event.data.card} sent back to ${event.data.to}` };
    case 'thread_completed':
      return { kind: 'end', what: 'completed' };
    case 'thread_failed':
      return { kind: 'end', what: `failed: ${event.data.error.code}` };
    case 'thread_cancelled':
    case 'thread_killed':
    case 'thread_continued':
      return { kind: 'end', what: event.type.slice('thread_'.length) };
    default:
      return undefined;
  }
}
