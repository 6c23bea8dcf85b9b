/** Up to `limit` of the known ids that a typing error, or a forgotten folder, could have meant; nearest first. */
export function nearestIds(id: string, known: readonly string[], limit = 3): string[] {
  const farthest = Math.max(2, Math.floor(id.length / 3));
  const name = lastPart(id);
  return known
    .map((candidate) => {
      const whole = editDistance(id.toLowerCase(), candidate.toLowerCase());
      const last = editDistance(name.toLowerCase(), lastPart(candidate).toLowerCase());
      return { candidate, whole, near: whole <= farthest || last <= Math.max(1, Math.floor(name.length / 4)), last };
    })
    .filter(({ near }) => near)
    .sort(
      (a, b) =>
        Math.min(a.whole, a.last + 0.5) - Math.min(b.whole, b.last + 0.5) || (a.candidate < b.candidate ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

function lastPart(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** Levenshtein distance: single-character insertions, deletions and replacements. */
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
