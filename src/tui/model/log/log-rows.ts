import type { RunFeed } from '#app';
import type { Event } from '#protocol';
import { matchesFilter, parseFilter, type Term } from '../filter.ts';
import { isEventOf } from './event-word.ts';
import { FilteredEvent } from './filtered-event.ts';

/** What decides which events are rows. */
export interface LogFilter {
  text: string;
  only?: 'failed' | 'waiting';
}

/**
 * The events of a log that a filter leaves, in their order. It grows in place with the log: no event is looked at twice,
 * and nothing is copied when one comes.
 */
export interface LogRows {
  /** The log that it is about. */
  events: readonly Event[];
  filter: LogFilter;
  /** Events looked at. */
  seen: number;
  /** Where the rows stand in the log. */
  at: number[];
  /** Their seqs. */
  ids: string[];
}

/** Nothing yet. */
export const noRows: LogRows = { events: [], filter: { text: '' }, seen: 0, at: [], ids: [] };

/** The rows of a log as far as it has come; begins anew where the log or the filter is another one. */
export function logRows(before: LogRows, feed: RunFeed, filter: LogFilter): LogRows {
  const { events } = feed;
  const terms = parseFilter(filter.text);
  const same = before.events === events && before.seen <= events.length;
  const rows =
    same && before.filter.text === filter.text && before.filter.only === filter.only
      ? before
      : same && narrows(before.filter, filter, terms)
        ? narrowed(before, feed, filter, terms)
        : { events, filter: pick(filter), seen: 0, at: [], ids: [] };
  for (let at = rows.seen; at < events.length; at += 1) take(rows, at, feed, terms);
  rows.seen = events.length;
  return rows;
}

function pick({ text, only }: LogFilter): LogFilter {
  return { text, ...(only && { only }) };
}

function take(rows: LogRows, at: number, { events, state }: RunFeed, terms: readonly Term[]): void {
  const event = events[at];
  if (!event) return;
  const { only } = rows.filter;
  if (only !== undefined && !isEventOf(event, only)) return;
  if (terms.length > 0 && !matchesFilter(terms, new FilteredEvent(event, state))) return;
  rows.at.push(at);
  rows.ids.push(String(event.seq));
}

/** Of a filter that is typed letter by letter, each letter leaves some of the rows that there were. */
function narrowed(before: LogRows, feed: RunFeed, filter: LogFilter, terms: readonly Term[]): LogRows {
  const rows: LogRows = { events: feed.events, filter: pick(filter), seen: before.seen, at: [], ids: [] };
  for (const at of before.at) take(rows, at, feed, terms);
  return rows;
}

/** True where a filter can only leave rows that the one before left: it says more, or a word of it is longer. */
function narrows(before: LogFilter, filter: LogFilter, terms: readonly Term[]): boolean {
  if (before.only !== undefined && before.only !== filter.only) return false;
  return parseFilter(before.text).every((was, index) => {
    const is = terms[index];
    if (is?.kind !== was.kind || is.not !== was.not) return false;
    if (is.value === was.value && is.compare === was.compare) return true;
    return was.kind !== 'spend' && !was.not && is.value.startsWith(was.value);
  });
}
