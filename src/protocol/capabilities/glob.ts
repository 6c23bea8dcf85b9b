const star = 0x2a; // *
const question = 0x3f; // ?
const open = 0x5b; // [
const shut = 0x5d; // ]
const bang = 0x21; // !
const dash = 0x2d; // -

/** One position of a pattern: a run of any characters, or one character inside (or outside) some ranges. */
export type GlobToken = { kind: 'run' } | { kind: 'one'; negated: boolean; ranges: [low: number, high: number][] };

/**
 * A shell-style pattern as tokens: `*` any run, dots included; `?` one character; `[set]`, `[!set]`, `[a-z]`; no
 * escaping, and a `[` that is never closed is itself (fnmatch(3) without FNM_PATHNAME).
 */
export function parseGlob(pattern: string): GlobToken[] {
  const chars = Array.from(pattern, (char) => char.codePointAt(0) ?? 0);
  const tokens: GlobToken[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const code = chars[at] ?? 0;
    const close = code === open ? closeOfSet(chars, at) : -1;
    if (code === star) {
      if (tokens.at(-1)?.kind !== 'run') tokens.push({ kind: 'run' });
    } else if (code === question) tokens.push({ kind: 'one', negated: true, ranges: [] });
    else if (close < 0) tokens.push({ kind: 'one', negated: false, ranges: [[code, code]] });
    else {
      tokens.push(parseSet(chars.slice(at + 1, close)));
      at = close;
    }
  }
  return tokens;
}

/** A `]` right after `[` or `[!` is a member of the set. */
function closeOfSet(chars: readonly number[], at: number): number {
  const first = chars[at + 1] === bang ? at + 2 : at + 1;
  return chars.indexOf(shut, chars[first] === shut ? first + 1 : first);
}

function parseSet(body: readonly number[]): GlobToken {
  const negated = body[0] === bang;
  const ranges: [number, number][] = [];
  for (let at = negated ? 1 : 0; at < body.length; at += 1) {
    const low = body[at] ?? 0;
    const isRange = body[at + 1] === dash && at + 2 < body.length;
    const high = isRange ? (body[at + 2] ?? 0) : low;
    if (low <= high) ranges.push([low, high]);
    if (isRange) at += 2;
  }
  return { kind: 'one', negated, ranges };
}

export function accepts(token: GlobToken, code: number): boolean {
  if (token.kind === 'run') return true;
  return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
}

/** Positions in the pattern that are reachable without reading anything, ascending; a run may be empty. */
export function startOf(tokens: readonly GlobToken[]): number[] {
  return settle(tokens, [0]);
}

/**
 * Positions reachable by reading one character. Walking all positions at once costs pattern times text and cannot blow
 * up, unlike a regular expression that backtracks over several `*`.
 */
export function advance(tokens: readonly GlobToken[], positions: readonly number[], code: number): number[] {
  const next: number[] = [];
  for (const at of positions) {
    const token = tokens[at];
    if (token !== undefined && accepts(token, code)) next.push(token.kind === 'run' ? at : at + 1);
  }
  return settle(tokens, next);
}

function settle(tokens: readonly GlobToken[], positions: readonly number[]): number[] {
  const settled = new Set<number>();
  for (const at of positions) {
    settled.add(at);
    if (tokens[at]?.kind === 'run') settled.add(at + 1);
  }
  return [...settled].toSorted((a, b) => a - b);
}

/**
 * One character for each class that the tokens tell apart: where a range begins, and just past where it ends, is where
 * an answer can change.
 */
export function distinctCodes(...patterns: (readonly GlobToken[])[]): number[] {
  const codes = new Set([0]);
  for (const token of patterns.flat()) {
    if (token.kind === 'run') continue;
    for (const [low, high] of token.ranges) codes.add(low).add(high + 1);
  }
  return [...codes];
}
