import type { Json } from '#protocol';

/** Where a reading of process text is, and what it has left out. */
export interface Reader {
  text: string;
  at: number;
  /** Brackets that are open. */
  depth: number;
  /** Paths of the arguments that still hold a placeholder: `parameters.timeout`. */
  omitted: string[];
}

/** Raised by the reading functions, caught where a call is read. */
export class UnreadableCall extends Error {
  readonly at: number;

  constructor(reader: Reader, expected: string) {
    super(`expected ${expected}`);
    this.at = reader.at;
  }
}

/** No call written by hand nests this far, and recursion must end. */
const MAX_DEPTH = 100;

/** A placeholder that had no value: `{input:x}`, `{name}`, `${inputs.x}`. */
const placeholder = /\$\{[^}]*\}|\{(?:(?:input|output|env):[^}]*|\w+)\}/y;
const heldPlaceholder = /\{input:[^}]*\}|\$\{inputs\.[^}]*\}/;
const number = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y;
const word = /[A-Za-z_][\w.]*/y;
const words: Record<string, Json> = { True: true, true: true, False: false, false: false, None: null, null: null };

/** Reads one value, in JSON's or Python's spelling. @returns undefined where it is, or holds, a placeholder */
export function readValue(reader: Reader, path: string): Json | undefined {
  skipBlank(reader);
  if (take(reader, placeholder) !== undefined) return omit(reader, path);
  const next = reader.text[reader.at];
  if (next === '"' || next === "'") {
    const value = readString(reader);
    return heldPlaceholder.test(value) ? omit(reader, path) : value;
  }
  if (next === '{') return Object.fromEntries(readPairs(reader, '}', path));
  if (next === '[' || next === '(') return readList(reader, next === '[' ? ']' : ')', path);
  const digits = take(reader, number);
  if (digits !== undefined) return Number(digits.replaceAll('_', ''));
  const name = take(reader, word);
  if (name === undefined) throw new UnreadableCall(reader, 'a value');
  // Any other bare word is a variable of the text's author, which has no value here.
  return Object.hasOwn(words, name) ? words[name] : omit(reader, path);
}

/** Reads `key: value` or `key=value` up to the closing bracket; the reader stands on the opening one. */
export function readPairs(reader: Reader, close: string, path = ''): [string, Json][] {
  open(reader);
  const pairs: [string, Json][] = [];
  while (!atEnd(reader, close)) {
    const next = reader.text[reader.at];
    const key = next === '"' || next === "'" ? readString(reader) : take(reader, word);
    if (key === undefined) throw new UnreadableCall(reader, `a name or "${close}"`);
    skipBlank(reader);
    if (take(reader, /[:=]/y) === undefined) throw new UnreadableCall(reader, '":" or "="');
    const value = readValue(reader, path === '' ? key : `${path}.${key}`);
    if (value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function readList(reader: Reader, close: string, path: string): Json[] {
  open(reader);
  const items: Json[] = [];
  for (let index = 0; !atEnd(reader, close); index += 1) {
    const value = readValue(reader, `${path}.${index}`);
    if (value !== undefined) items.push(value);
  }
  return items;
}

function open(reader: Reader): void {
  reader.at += 1;
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) throw new UnreadableCall(reader, `at most ${MAX_DEPTH} nested brackets`);
}

/** Passes commas and `...`; true, past the bracket, at the end. */
function atEnd(reader: Reader, close: string): boolean {
  skipBlank(reader);
  while (take(reader, /,|\.\.\.|…/y) !== undefined) skipBlank(reader);
  if (reader.text[reader.at] !== close) return false;
  reader.at += 1;
  reader.depth -= 1;
  return true;
}

function readString(reader: Reader): string {
  const quoted = take(reader, /"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y);
  if (quoted === undefined) throw new UnreadableCall(reader, 'the end of a quoted text');
  const marks = /^("""|''')/.test(quoted) ? 3 : 1;
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\n': '' };
  return quoted
    .slice(marks, -marks)
    .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, character = '') =>
      code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}

function skipBlank(reader: Reader): void {
  take(reader, /(?:\s|#[^\n]*)*/y);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text)?.[0];
  if (match !== undefined) reader.at += match.length;
  return match;
}

function omit(reader: Reader, path: string): undefined {
  reader.omitted.push(path);
}
