/**
 * The names that a typing error, a cut end or a forgotten folder could have meant, nearest first.
 * @param names Candidates; `/` separates their parts.
 * @param most How many at the most.
 */
export function nearest(wanted: string, names: readonly string[], most = 3): string[] {
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** How far apart two names are; undefined where nobody would mean the one by the other. */
function distanceOf(wanted: string, name: string): number | undefined {
  const whole = editDistance(wanted, name);
  const begun = wanted.length >= 3 && name.startsWith(wanted);
  const lastWanted = lastPart(wanted);
  const last = editDistance(lastWanted, lastPart(name));
  const near =
    begun ||
    whole <= Math.max(2, Math.floor(wanted.length / 3)) ||
    last <= Math.max(1, Math.floor(lastWanted.length / 4));
  // Of two that are alike, the whole name counts more than its last part.
  return near ? Math.min(begun ? 0.5 : whole, last + 0.5) : undefined;
}

function lastPart(name: string): string {
  return name.split('/').at(-1) ?? name;
}

/** Levenshtein's distance: single characters put in, taken out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
