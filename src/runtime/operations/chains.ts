import { chainEnd, chainUpTo, type JsonObject, type RunState, searchRegex, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { type Entry, threadEntries } from './thread-entries.ts';

const MOST_RESULTS = 50;
const LONGEST_SNIPPET = 500;
const MOST_MATCHES = 5;

/** The threads of a chain, from its first to its last; of an unknown thread none. */
export function getChain({ run }: CallSite, input: JsonObject): JsonObject {
  if (typeof input['thread_id'] !== 'string') throw missing('thread_id', 'Give the id of any thread of the chain.');
  const chain = chainOf(run.session.state, input['thread_id']).map(({ id, status, directive }) => ({
    thread_id: id,
    status,
    directive,
  }));
  return { success: true, chain_length: chain.length, chain };
}

/** Where a text, or a pattern, stands in the conversations of a chain. */
export function chainSearch({ run }: CallSite, input: JsonObject): JsonObject {
  const { thread_id: id, query } = input;
  if (typeof id !== 'string') throw missing('thread_id', 'Give the id of any thread of the chain.');
  if (typeof query !== 'string' || query === '') throw missing('query', 'Give the words to look for.');
  const chain = chainOf(run.session.state, id);
  if (chain.length === 0)
    throw new CallRefusedError('runtime/unknown-thread', `There is no thread "${id}" in this run.`);
  const most = typeof input['max_results'] === 'number' ? Math.max(0, input['max_results']) : MOST_RESULTS;
  const find = finderOf(query, input['search_type']);
  const hits = chain.flatMap((thread) => threadEntries(thread).flatMap((entry) => hitsOf(thread, entry, find)));
  return {
    success: true,
    chain_length: chain.length,
    chain_threads: chain.map((thread) => thread.id),
    results: hits.slice(0, most),
    truncated: hits.length > most,
  };
}

function chainOf(state: RunState, id: string): ThreadState[] {
  const thread = state.threads.get(id);
  return thread ? chainUpTo(state, chainEnd(state, thread)).toReversed() : [];
}

/** The lines of a text that match, in order. */
type Find = (text: string) => string[];

function finderOf(query: string, type: JsonObject[string] | undefined): Find {
  if (type !== undefined && type !== 'text' && type !== 'regex')
    throw new CallRefusedError('runtime/invalid-call', `search_type is ${JSON.stringify(type)}.`, {
      hint: 'Use text or regex.',
    });
  if (type !== 'regex') {
    const wanted = query.toLowerCase();
    return (text) => text.split('\n').filter((line) => line.toLowerCase().includes(wanted));
  }
  const probe = searchRegex(query.toLowerCase(), '');
  if ('problem' in probe) {
    throw new CallRefusedError('runtime/invalid-call', `The pattern has ${probe.problem}.`, {
      hint: 'Write it simpler, or search for text.',
    });
  }
  return (text) =>
    text.split('\n').filter((line) => {
      const result = searchRegex(query.toLowerCase(), line.toLowerCase());
      return 'found' in result && result.found;
    });
}

function hitsOf(thread: ThreadState, entry: Entry, find: Find): JsonObject[] {
  const lines = find(entry.text);
  const [first] = lines;
  if (first === undefined) return [];
  const from = Math.max(0, entry.text.indexOf(first));
  return [
    {
      thread_id: thread.id,
      event_type: entry.type,
      line_no: entry.line,
      snippet: entry.text.slice(from, from + LONGEST_SNIPPET),
      matches: lines.slice(0, MOST_MATCHES).map((line) => line.slice(0, LONGEST_SNIPPET)),
    },
  ];
}

function missing(what: string, hint: string): CallRefusedError {
  return new CallRefusedError('runtime/invalid-call', `${what} is missing.`, { hint });
}
