import type { Json } from '#protocol';
import { differsAt, type Vocabulary } from './match-text.ts';

/** Where two values part, and how each goes on there. */
export interface Difference {
  /** Such as `messages[2].content[0].content.results`. */
  path: string;
  recorded: string;
  asked: string;
}

type Member = [string, Json];

/** Characters of a value that are quoted. */
const QUOTED = 60;

/** The first place at which a value differs from the recorded one; a text that is JSON is looked into. */
export function firstDifference(
  recorded: Json | undefined,
  asked: Json | undefined,
  path: string,
  vocabulary: Vocabulary,
): Difference | undefined {
  if (typeof recorded === 'string' && typeof asked === 'string') return inText(recorded, asked, path, vocabulary);
  if (Array.isArray(recorded) && Array.isArray(asked)) {
    for (let index = 0; index < Math.max(recorded.length, asked.length); index += 1) {
      const found = firstDifference(recorded[index], asked[index], `${path}[${index}]`, vocabulary);
      if (found) return found;
    }
    return undefined;
  }
  if (isObject(recorded) && isObject(asked)) return inObject(recorded, asked, path, vocabulary);
  return recorded === asked ? undefined : { path, recorded: quote(recorded), asked: quote(asked) };
}

/** Keys can be ids of threads too. */
function inObject(
  recorded: Record<string, Json>,
  asked: Record<string, Json>,
  path: string,
  vocabulary: Vocabulary,
): Difference | undefined {
  const [ours, theirs] = [Object.entries(recorded), Object.entries(asked)];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const [[key, value] = [], [otherKey, otherValue] = []] = [ours[index], theirs[index]];
    if (key === undefined || otherKey === undefined || differsAt(key, otherKey, vocabulary) !== undefined) {
      return { path: `${path}.${otherKey ?? key}`, recorded: quote(value), asked: quote(otherValue) };
    }
    const found = firstDifference(value, otherValue, `${path}.${otherKey}`, vocabulary);
    if (found && !isVariable(ours, theirs, index, vocabulary)) return found;
  }
  return undefined;
}

/** Whether a number is one that may differ: that is told by what stands before it, as in the text of the whole. */
function isVariable(ours: Member[], theirs: Member[], index: number, vocabulary: Vocabulary): boolean {
  if (typeof ours[index]?.[1] !== 'number' || typeof theirs[index]?.[1] !== 'number') return false;
  const upTo = (members: Member[]): string => JSON.stringify(Object.fromEntries(members.slice(0, index + 1)));
  return differsAt(upTo(ours), upTo(theirs), vocabulary) === undefined;
}

function inText(recorded: string, asked: string, path: string, vocabulary: Vocabulary): Difference | undefined {
  const at = differsAt(recorded, asked, vocabulary);
  if (at === undefined) return undefined;
  const [ours, theirs] = [parsed(recorded), parsed(asked)];
  if (typeof ours === 'object' && typeof theirs === 'object') {
    const deeper = firstDifference(ours, theirs, path, vocabulary);
    if (deeper) return deeper;
    // A text in it may hold what may differ, between quotes that are escaped in the whole.
    if (JSON.stringify(ours) === recorded && JSON.stringify(theirs) === asked) return undefined;
  }
  // A little of what is the same lets a person find the place.
  const from = Math.max(0, at - 15);
  return { path, recorded: quote(recorded.slice(from)), asked: quote(asked.slice(from)) };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function quote(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
