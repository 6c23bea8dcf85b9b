import { accepts, advance, distinctCodes, type GlobToken, parseGlob, startOf } from './glob.ts';

/**
 * Comparing two patterns exactly can, for contrived ones, take time exponential in their length. Past this many steps
 * the answer is no, which grants less. Ordinary capabilities need fewer than a hundred.
 */
const maxSteps = 5_000;

/**
 * Whether everything that `inner` allows is also allowed by `outer`; both are patterns.
 *
 * Matching `inner` as plain text would be wrong in the dangerous direction: `a?` matches the text `a*`, which allows
 * far more. Never throws; fails closed.
 */
export function coversCapability(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  const outerTokens = parseGlob(outer);
  const innerTokens = parseGlob(inner);
  const codes = distinctCodes(outerTokens, innerTokens);
  const seen = new Set<string>();
  const open: [innerAt: number, outerAt: number[]][] = [[0, startOf(outerTokens)]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [innerAt, outerAt] = next;
    const key = `${innerAt}:${outerAt.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > maxSteps) return false;
    const token = innerTokens[innerAt];
    if (token === undefined) {
      if (!outerAt.includes(outerTokens.length)) return false;
    } else open.push(...steps(token, innerAt, outerTokens, outerAt, codes));
  }
  return true;
}

function steps(
  token: GlobToken,
  innerAt: number,
  outerTokens: readonly GlobToken[],
  outerAt: number[],
  codes: readonly number[],
): [number, number[]][] {
  const after = token.kind === 'run' ? innerAt : innerAt + 1;
  const read = codes
    .filter((code) => accepts(token, code))
    .map((code): [number, number[]] => [after, advance(outerTokens, outerAt, code)]);
  return token.kind === 'run' ? [[innerAt + 1, outerAt], ...read] : read;
}
