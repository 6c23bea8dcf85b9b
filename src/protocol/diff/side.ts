import type { Event } from '../events/index.ts';
import type { RunState } from '../fold/state.ts';

/** One of two runs, as far as it is looked at. */
export interface RunSide {
  runId: string;
  events: readonly Event[];
  /** Their fold. */
  state: RunState;
}

/** Directive id, epoch milliseconds, four hex digits: what a thread's id looks like in a text. */
const THREAD_ID = /[\w./-]+-\d{10,16}-[0-9a-f]{4}(?![0-9a-f])/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const DURATION = /("(?:duration_ms|idle_ms)":)\d+(?:\.\d+)?/g;
const COST = /"cost":\{"usd":[\d.e-]+,"turns":\d+,"input_tokens":\d+,"output_tokens":\d+\}/g;

/**
 * A text in the words of both runs: threads by their places, the run's own folder by one name, and without what differs
 * from run to run by its nature (times, what threads cost).
 */
export function plainly(text: string, { runId, state }: RunSide): string {
  const told = text.includes(runId) ? text.replaceAll(`runs/${runId}/`, 'runs/<run>/') : text;
  if (!/\d{4}/.test(told)) return told;
  return told
    .replace(THREAD_ID, (found) => nameOf(found, state))
    .replace(TIME, '<time>')
    .replace(DURATION, '$10')
    .replace(COST, '"cost":{}');
}

/** The pattern is greedy: in front of the id may stand what is no part of it. */
function nameOf(found: string, { threads }: RunState): string {
  const whole = threads.get(found);
  if (whole) return `<${whole.place}>`;
  for (let at = found.search(/[./]/); at >= 0; ) {
    const thread = threads.get(found.slice(at + 1));
    if (thread) return `${found.slice(0, at + 1)}<${thread.place}>`;
    const next = found.slice(at + 1).search(/[./]/);
    at = next < 0 ? -1 : at + 1 + next;
  }
  return found;
}
