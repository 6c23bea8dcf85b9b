import { deepEqual } from '../conditions/deep-equal.ts';
import type { Json, JsonObject } from '../errors.ts';
import type { RunState } from '../fold/state.ts';
import { prunedText } from '../prune/prune-event.ts';

/** What the names that a run gave by time and chance stand for: thread ids, and its own in paths. */
export interface Names {
  /** A text with each of them replaced by what it stands for; others as they are. */
  plain(text: string): string;
  /** A card by who made it, and as which: the ids of cards are given in the order of all threads. */
  card(id: string): string;
}

/** What a thread id ends with: when it was made, and its share of chance. */
const ID_TAIL = /-\d+-[0-9a-f]{4}(?![0-9a-f])/g;

/** @param state The fold of the whole run: a text may name a thread that is made later. */
export function namesOf(state: RunState): Names {
  const ids = new Map<string, string>();
  const byTail = new Map<string, string[]>();
  for (const { id, place } of state.threads.values()) {
    ids.set(id, `<thread ${place}>`);
    // A pruned run holds the hash of a text that was nothing but an id.
    if (state.prunedAt !== undefined) ids.set(prunedText(id), `<thread ${place}>`);
    const tail = id.match(ID_TAIL)?.at(-1);
    if (tail !== undefined) byTail.set(tail, [...(byTail.get(tail) ?? []), id]);
  }
  const ownPath = `runs/${state.runId}`;
  const ownPaths = new RegExp(`runs/${state.runId.replace(/[^a-z0-9-]/g, '')}(?![a-z0-9-])`, 'g');
  let cards: Map<string, string> | undefined;
  return {
    plain: (text) => {
      const whole = ids.get(text);
      if (whole !== undefined) return whole;
      const named = replaceIds(text, byTail, ids);
      return named.includes(ownPath) ? named.replace(ownPaths, 'runs/<run>') : named;
    },
    card: (id) => {
      cards ??= cardNames(state);
      return cards.get(id) ?? id;
    },
  };
}

/** Ids may stand in the middle of a text, whose parts look like theirs: they are found by their end. */
function replaceIds(
  text: string,
  byTail: ReadonlyMap<string, readonly string[]>,
  ids: ReadonlyMap<string, string>,
): string {
  let done = 0;
  let named = '';
  for (const match of text.matchAll(ID_TAIL)) {
    const end = match.index + match[0].length;
    const id = byTail.get(match[0])?.find((each) => text.endsWith(each, end) && end - each.length >= done);
    if (id === undefined) continue;
    named += text.slice(done, end - id.length) + (ids.get(id) ?? id);
    done = end;
  }
  return done === 0 ? text : named + text.slice(done);
}

function cardNames(state: RunState): Map<string, string> {
  const made = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { id, by } of state.cards.values()) {
    const nth = (made.get(by) ?? 0) + 1;
    made.set(by, nth);
    names.set(id, `<card ${nth} of ${state.threads.get(by)?.place ?? by}>`);
  }
  return names;
}

/** Both sides of a comparison: what each calls its threads. */
export interface NamesOfBoth {
  a: Names;
  b: Names;
}

/** Deeper than this, the names of time and chance count as others do. */
const DEEPEST = 200;

/** Whether two values are the same, names of time and chance apart. Keys count in any order. */
export function sameValue(a: Json | undefined, b: Json | undefined, names: NamesOfBoth, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return sameText(a, b, names);
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (depth > DEEPEST) return deepEqual(a, b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => sameValue(each, b[index], names, depth + 1));
  return sameObject(a as JsonObject, b as JsonObject, names, depth);
}

function sameObject(a: JsonObject, b: JsonObject, names: NamesOfBoth, depth: number): boolean {
  const keys = Object.keys(a);
  // Mostly the keys are the same, and need not be paired to be compared.
  if (keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key)) && !isReport(a))
    return keys.every((key) => sameValue(a[key], b[key], names, depth + 1));
  return pairKeys(a, b, names).every(
    ({ a: left, b: right }) => left && right && sameValue(left.value, right.value, names, depth + 1),
  );
}

/** Whether two texts are the same; of one that was pruned there is its hash. */
export function sameText(a: string, b: string, names: NamesOfBoth): boolean {
  if (a === b) return true;
  if (names.a.plain(a) === names.b.plain(b)) return true;
  const [prunedA, prunedB] = [isPruned(a), isPruned(b)];
  if (prunedA === prunedB) return false;
  return prunedA ? prunedText(b) === a : prunedText(a) === b;
}

export function isPruned(text: string): boolean {
  return text.startsWith('[pruned: ') && prunedText(text) === text;
}

/** One key of two objects, with the value that each has of it. */
export interface KeyPair {
  key: string;
  a?: { value: Json };
  b?: { value: Json };
}

/** The keys of two objects, those of `a` first; a key that is an id of time and chance is paired by what it stands for. */
export function pairKeys(a: JsonObject, b: JsonObject, names: NamesOfBoth): KeyPair[] {
  const reports = isReport(a) && isReport(b);
  const pairs = new Map<string, KeyPair>();
  for (const [key, value] of Object.entries(a))
    pairs.set(Object.hasOwn(b, key) ? key : names.a.plain(key), { key, a: { value } });
  for (const [key, value] of Object.entries(b)) {
    const name = Object.hasOwn(a, key) ? key : names.b.plain(key);
    const pair = pairs.get(name);
    if (pair) pair.b = { value };
    else pairs.set(name, { key, b: { value } });
  }
  if (reports) pairs.delete('cost');
  if (reports && isObject(a['outputs']) && isObject(b['outputs'])) pairs.delete('result');
  return [...pairs.values()];
}

/**
 * What a thread is told of another one: what that one cost is compared where it was spent, and what it said beside what it
 * returned nowhere.
 */
function isReport({ thread_id: id, place, cost }: JsonObject): boolean {
  return typeof id === 'string' && typeof place === 'string' && isObject(cost);
}

export function isObject(value: Json | undefined): value is JsonObject | Json[] {
  return typeof value === 'object' && value !== null;
}
