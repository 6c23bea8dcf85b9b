import { anyOf, counterpartOf, type Names } from './names.ts';

/** What may differ between two tellings of the same thing. */
export interface Vocabulary {
  names: Names;
  /** Finds the ids of recorded threads in a text. */
  threadIds: RegExp;
  /** The recorded run's id, and this run's: the same only where they name a folder of runs. */
  runIds: readonly [string, string];
}

/** A time as rye writes it, and a time that something took. */
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|(?<="duration_ms":)\d+(?:\.\d+)?/;

/** Where in its run a checkpoint lies: threads at work at once, and a resume, put other events before it. */
const SEQ = /(?<="(?:checkpoint":"(?:[^"\\]|\\.)*|at":"[^"]{24})","seq":)\d+/;

/** What a thread cost, as other threads are told: prices change, and who did the same for more did the same. */
const COST = /(?<="cost":)\{"usd":[\d.e-]+,"turns":\d+,"input_tokens":\d+,"output_tokens":\d+\}/;

export function vocabularyOf(names: Names, threads: Iterable<string>, runIds: readonly [string, string]): Vocabulary {
  return { names, threadIds: anyOf(threads), runIds };
}

/**
 * Reads a text beside the recorded one. Ids of threads bind to each other, times are no difference, and of the rest
 * every character counts.
 * @returns where the asked text begins to differ; undefined where it does not
 */
export function differsAt(recorded: string, asked: string, vocabulary: Vocabulary): number | undefined {
  if (recorded === asked) return undefined;
  let at = 0;
  let from = 0;
  for (const { 0: token, index } of recorded.matchAll(variable(vocabulary))) {
    const literal = recorded.slice(from, index);
    if (!asked.startsWith(literal, at)) return at + common(literal, asked.slice(at));
    at += literal.length;
    const length = counterpartAt(token, asked, at, vocabulary);
    if (length === undefined) return at;
    at += length;
    from = index + token.length;
  }
  const rest = recorded.slice(from);
  return asked.slice(at) === rest ? undefined : at + common(rest, asked.slice(at));
}

/** The text of a recorded answer as this run's model would have said it. */
export function translate(text: string, { names, threadIds, runIds }: Vocabulary): string {
  return text
    .replace(threadIds, (id) => names.of(id) ?? id)
    .replaceAll(`runs/${runIds[0]}/`, () => `runs/${runIds[1]}/`);
}

function variable({ threadIds, runIds }: Vocabulary): RegExp {
  const folder = anyOf([`runs/${runIds[0]}/`]);
  return new RegExp([threadIds, folder, TIMES, SEQ, COST].map(({ source }) => source).join('|'), 'g');
}

/** How long the counterpart of a token is that begins there; undefined where none does. */
function counterpartAt(token: string, asked: string, at: number, { names, runIds }: Vocabulary): number | undefined {
  if (token === `runs/${runIds[0]}/`) {
    return [`runs/${runIds[1]}/`, token].find((folder) => asked.startsWith(folder, at))?.length;
  }
  if (/^[\d{]/.test(token)) {
    const number = /\d+(?:\.\d+)?/;
    const like = new RegExp((token.startsWith('{') ? COST : token.includes('T') ? TIMES : number).source, 'y');
    like.lastIndex = at;
    return like.exec(asked)?.[0].length;
  }
  const pattern = counterpartOf(token);
  pattern.lastIndex = at;
  const found = pattern.exec(asked)?.[0];
  return found !== undefined && names.bind(token, found) ? found.length : undefined;
}

function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
