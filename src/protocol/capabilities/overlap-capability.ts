import { accepts, distinctCodes, type GlobToken, parseGlob } from './glob.ts';

/** Whether some capability is allowed by both patterns. Never throws; costs about the product of both lengths. */
export function overlapsCapability(left: string, right: string): boolean {
  const a = parseGlob(left);
  const b = parseGlob(right);
  const seen = new Set<number>();
  const open: [number, number][] = [[0, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [i, j] = next;
    const key = i * (b.length + 1) + j;
    if (seen.has(key)) continue;
    seen.add(key);
    if (i === a.length && j === b.length) return true;
    const [s, t] = [a[i], b[j]];
    if (s?.kind === 'run') open.push([i + 1, j]);
    if (t?.kind === 'run') open.push([i, j + 1]);
    if (s !== undefined && t !== undefined && shareCharacter(s, t)) {
      open.push([s.kind === 'run' ? i : i + 1, t.kind === 'run' ? j : j + 1]);
    }
  }
  return false;
}

function shareCharacter(s: GlobToken, t: GlobToken): boolean {
  return distinctCodes([s, t]).some((code) => accepts(s, code) && accepts(t, code));
}
