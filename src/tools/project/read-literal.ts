import type { Json } from '#protocol';
import { commentEnd, type Dialect, stringAt } from './scan-code.ts';

const WORDS: Record<Dialect, Record<string, Json>> = {
  python: { True: true, False: false, None: null },
  javascript: { true: true, false: false, null: null },
};

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0', '\n': '' };

/** Deeper nesting is no metadata that someone wrote. */
const MAX_DEPTH = 50;

/**
 * The literal at a position of a program's text, read and never executed: strings, numbers, words for truth and
 * nothing, lists and mappings of those.
 * @returns undefined for anything else, a string with parts to be computed among it.
 */
export function readLiteral(source: string, at: number, dialect: Dialect): Json | undefined {
  const reader = createReader(source, at, dialect);
  const value = reader.value(0);
  if (value === undefined) return undefined;
  const rest = reader.rest();
  // What follows on the line would be an operator: the literal is then a part of an expression.
  const ends = dialect === 'python' ? /^[ \t]*(?:;|#|\r?\n|$)/ : /^[ \t]*(?:as const\b|satisfies\b|;|\/\/|\r?\n|$)/;
  return ends.test(rest) ? value : undefined;
}

function createReader(
  source: string,
  start: number,
  dialect: Dialect,
): { value(depth: number): Json | undefined; rest(): string } {
  let at = start;

  const skipBlank = (): void => {
    for (;;) {
      const blank = /\s*/y;
      blank.lastIndex = at;
      at += blank.exec(source)?.[0].length ?? 0;
      const end = commentEnd(source, at, dialect);
      if (end === undefined) return;
      at = end;
    }
  };

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  const string = (): string | undefined => {
    const token = stringAt(source, at, dialect);
    if (token === undefined || /[fFbB]/.test(token.prefix) || (token.quote === '`' && token.raw.includes('${')))
      return undefined;
    at = token.end;
    return /[rR]/.test(token.prefix) ? token.raw : decodeEscapes(token.raw);
  };

  /** Items up to a closing bracket; undefined where something between is no literal. */
  const items = <T>(close: string, item: () => T | undefined): T[] | undefined => {
    at += 1;
    const found: T[] = [];
    for (;;) {
      skipBlank();
      if (source[at] === close) {
        at += 1;
        return found;
      }
      const one = item();
      if (one === undefined) return undefined;
      found.push(one);
      skipBlank();
      if (source[at] === ',') at += 1;
      else if (source[at] !== close) return undefined;
    }
  };

  const entry = (depth: number): [string, Json] | undefined => {
    const key = string() ?? (dialect === 'javascript' ? take(/[A-Za-z_$][\w$]*/y) : undefined);
    skipBlank();
    if (key === undefined || source[at] !== ':') return undefined;
    at += 1;
    const part = value(depth + 1);
    return part === undefined ? undefined : [key, part];
  };

  /** Python joins strings that follow each other, in brackets over several lines. */
  const joined = (): string | undefined => {
    let text = string();
    if (text === undefined || dialect !== 'python') return text;
    for (;;) {
      const before = at;
      if (openParens > 0) skipBlank();
      else take(/[ \t]*/y);
      const next = string();
      if (next === undefined) {
        at = before;
        return text;
      }
      text += next;
    }
  };

  let openParens = 0;
  const parens = (depth: number): Json | undefined => {
    openParens += 1;
    const from = at;
    const found = items(')', () => value(depth + 1));
    openParens -= 1;
    if (found === undefined) return undefined;
    const [first] = found;
    const single = found.length === 1 && first !== undefined && !/,\s*\)$/.test(source.slice(from, at));
    return single ? first : found;
  };

  const value = (depth: number): Json | undefined => {
    if (depth > MAX_DEPTH) return undefined;
    skipBlank();
    const character = source[at];
    if (character === '[') return items(']', () => value(depth + 1));
    if (character === '(') return parens(depth);
    if (character === '{') {
      const entries = items('}', () => entry(depth));
      return entries && Object.fromEntries(entries);
    }
    const text = joined();
    if (text !== undefined) return text;
    const number = take(/[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    const before = at;
    const word = take(/[A-Za-z_]\w*/y);
    const known = word === undefined || !Object.hasOwn(WORDS[dialect], word) ? undefined : WORDS[dialect][word];
    if (known === undefined) at = before;
    return known;
  };

  return { value, rest: () => source.slice(at) };
}

function decodeEscapes(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unicode, hex, single) => {
    const code: unknown = unicode ?? hex;
    if (typeof code === 'string') return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[String(single)] ?? String(single);
  });
}
