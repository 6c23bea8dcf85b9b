import { advance, type GlobToken, parseGlob, startOf } from './glob.ts';

/** A run asks with the same few grants at every call; past so many the list begins anew. */
const MOST_PATTERNS = 1000;

const parsed = new Map<string, GlobToken[]>();

function tokensOf(pattern: string): GlobToken[] {
  let tokens = parsed.get(pattern);
  if (!tokens) {
    tokens = parseGlob(pattern);
    if (parsed.size >= MOST_PATTERNS) parsed.clear();
    parsed.set(pattern, tokens);
  }
  return tokens;
}

/**
 * Whether a granted capability allows the required one.
 *
 * A shell-style pattern, anchored at both ends and case-sensitive: `*` any run of characters including dots, `?` one
 * character, `[set]` one of a set. `a.b.*` therefore does not match `a.b` itself. Never throws; costs at most the
 * product of both lengths.
 * @param granted Shape: pattern, `rye.execute.tool.acme.*`.
 * @param required Shape: plain text, `rye.execute.tool.acme.deploy`.
 */
export function matchCapability(granted: string, required: string): boolean {
  const tokens = tokensOf(granted);
  let positions = startOf(tokens);
  for (const char of required) {
    positions = advance(tokens, positions, char.codePointAt(0) ?? 0);
    if (positions.length === 0) return false;
  }
  return positions.includes(tokens.length);
}
