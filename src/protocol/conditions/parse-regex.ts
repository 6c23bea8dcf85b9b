/** A regular expression as a tree; `char` reads one character, `edge` reads none but looks at both neighbours. */
export type RegexNode =
  | { kind: 'char'; accepts: (char: string) => boolean }
  | { kind: 'edge'; holds: (before: string | undefined, after: string | undefined, isLast: boolean) => boolean }
  | { kind: 'sequence'; parts: RegexNode[] }
  | { kind: 'choice'; options: RegexNode[] }
  | { kind: 'repeat'; node: RegexNode; min: number; max: number };

/** Bounds what a pattern of a few characters can ask for. */
const maxCount = 1_000;
const maxNesting = 50;
const maxPatternChars = 5_000;

const quantifier = /([*+?])\??|\{(\d*)(,?)(\d*)\}\??/y;
const groupOpening = /\((?:\?(?::|P?<[A-Za-z_]\w*>))?/y;
const classEscape = /\\(?:[dDwWsSnrtfv0]|[pP]\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[A-Za-z])/y;

/**
 * Read the part of the usual syntax that can be searched for in linear time: characters, classes, anchors, word edges,
 * groups, alternatives, counts and a leading `(?i)`. Back-references and look-around need backtracking and are refused.
 */
export function parseRegex(pattern: string): { node: RegexNode } | { problem: string } {
  if (pattern.length > maxPatternChars) return { problem: `more than ${maxPatternChars} characters` };
  const ignoreCase = pattern.startsWith('(?i)');
  const source = ignoreCase ? pattern.slice(4) : pattern;
  const flags = ignoreCase ? 'iu' : 'u';
  let at = 0;
  let problem: string | undefined;

  const fail = (reason: string): RegexNode => {
    problem ??= reason;
    at = source.length;
    return { kind: 'sequence', parts: [] };
  };
  const take = (token: RegExp): RegExpExecArray | null => {
    token.lastIndex = at;
    const found = token.exec(source);
    if (found !== null) at += found[0].length;
    return found;
  };

  const parseChoice = (depth: number): RegexNode => {
    const options = [parseSequence(depth)];
    while (source[at] === '|') {
      at += 1;
      options.push(parseSequence(depth));
    }
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
  };
  const parseSequence = (depth: number): RegexNode => {
    const parts: RegexNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(parseRepeat(depth));
    return { kind: 'sequence', parts };
  };
  const parseRepeat = (depth: number): RegexNode => {
    const node = parseAtom(depth);
    const start = at;
    const found = take(quantifier);
    if (found === null) return node;
    const [, sign, least = '', comma = '', most = ''] = found;
    if (sign === undefined && least === '' && most === '') {
      at = start;
      return node;
    }
    const min = sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
    const open = sign === undefined ? comma !== '' && most === '' : sign !== '?';
    const max = open ? Infinity : sign === '?' ? 1 : Number(comma === '' ? least : most);
    if (min > maxCount || (max > maxCount && max !== Infinity)) return fail(`a count above ${maxCount}`);
    if (min > max) return fail('a count whose bounds are out of order');
    if (/[*+?]/y.test(source[at] ?? '')) return fail('a repetition of a repetition');
    return { kind: 'repeat', node, min, max };
  };
  const parseAtom = (depth: number): RegexNode => {
    const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (char === '(') return parseGroup(depth);
    if (char === '[') return parseClass();
    if (char === '\\') return parseEscape();
    if (/[*+?]/.test(char)) return fail('a repetition of nothing');
    at += char.length;
    if (char === '.') return { kind: 'char', accepts: (read) => read !== '\n' };
    if (char === '^') return { kind: 'edge', holds: (before) => before === undefined };
    if (char === '$') {
      return { kind: 'edge', holds: (_, after, isLast) => after === undefined || (after === '\n' && isLast) };
    }
    return literal(char);
  };
  const parseGroup = (depth: number): RegexNode => {
    if (depth === maxNesting) return fail(`more than ${maxNesting} nested groups`);
    take(groupOpening);
    if (source[at] === '?') return fail('look-around or another special group');
    const node = parseChoice(depth + 1);
    if (source[at] !== ')') return fail('a group that is not closed');
    at += 1;
    return node;
  };
  const parseClass = (): RegexNode => {
    let end = at + (source[at + 1] === '^' ? 2 : 1);
    const first = end;
    while (end < source.length && (source[end] !== ']' || end === first)) end += source[end] === '\\' ? 2 : 1;
    if (end >= source.length) return fail('a [ that is not closed');
    const opening = source.slice(at, first);
    const body = source.slice(first, end);
    at = end + 1;
    return oneOf(`${opening}${body.startsWith(']') ? '\\' : ''}${body}]`);
  };
  const parseEscape = (): RegexNode => {
    const shorthand = take(classEscape)?.[0];
    if (shorthand !== undefined) return oneOf(`[${shorthand}]`);
    const char = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
    if (at + 1 >= source.length) return fail('a \\ at the end');
    if (/[1-9k]/.test(char)) return fail('a back-reference');
    at += 1 + char.length;
    if (char === 'b') return { kind: 'edge', holds: (before, after) => isWord(before) !== isWord(after) };
    if (char === 'B') return { kind: 'edge', holds: (before, after) => isWord(before) === isWord(after) };
    if (char === 'A') return { kind: 'edge', holds: (before) => before === undefined };
    if (char === 'Z') return { kind: 'edge', holds: (_, after) => after === undefined };
    return /[A-Za-z0-9]/.test(char) ? fail(`the unknown escape \\${char}`) : literal(char);
  };
  const literal = (char: string): RegexNode => {
    const folded = char.toLowerCase();
    return { kind: 'char', accepts: (read) => read === char || (ignoreCase && read.toLowerCase() === folded) };
  };
  /** The engine itself reads classes: matched against one character, they cannot backtrack. */
  const oneOf = (characterClass: string): RegexNode => {
    try {
      const matcher = new RegExp(`^${characterClass}$`, flags);
      return { kind: 'char', accepts: (read) => matcher.test(read) };
    } catch {
      return fail(`the class ${characterClass}`);
    }
  };

  const node = parseChoice(0);
  if (at < source.length) fail('a ) without a (');
  return problem === undefined ? { node } : { problem };
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char);
}
