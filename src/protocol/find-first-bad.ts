/** What a check says of a candidate; of `skip` nothing can be said. */
export type Verdict = 'good' | 'bad' | 'skip';

/** Where a search ended: the first that is bad, or, where those before it could only be skipped, those that could be it. */
export interface FirstBad {
  candidates: number[];
  /** How many were checked. */
  checked: number;
}

/**
 * Finds the first bad one of a row whose beginning is good and whose end is bad, by halves.
 * @param count Candidates, numbered from 0; the one before the first is known to be good, the last one to be bad.
 */
export async function findFirstBad(count: number, check: (index: number) => Promise<Verdict>): Promise<FirstBad> {
  const known = new Map<number, Verdict>([[count - 1, 'bad']]);
  let [good, bad] = [-1, count - 1];
  let checked = 0;
  for (;;) {
    const open = Array.from({ length: bad - good - 1 }, (_, at) => good + 1 + at).filter((index) => !known.has(index));
    // The one nearest to the middle: beside what had to be skipped.
    const middle = (good + bad) / 2;
    const [next] = open.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    if (next === undefined) break;
    const verdict = await check(next);
    checked += 1;
    known.set(next, verdict);
    if (verdict === 'good') good = next;
    else if (verdict === 'bad') bad = next;
  }
  return { candidates: Array.from({ length: bad - good }, (_, at) => good + 1 + at), checked };
}
