/** How well a text answers to what was typed, and which of its characters do. */
export interface Match {
  /** Higher is better. */
  score: number;
  /** The rank of the match: what was typed stands whole, at the start, at the start of a word, inside, or scattered. */
  kind: 'whole' | 'prefix' | 'word' | 'inside' | 'scattered';
  /** Indexes of the matched characters (UTF-16 units) in the text. */
  positions: readonly number[];
}

const RANKS = { whole: 5000, prefix: 4000, word: 3000, inside: 2000, scattered: 1000 } as const;

/**
 * Matches what was typed against a text, letter case left aside. The rank decides; within one, a shorter text and
 * characters that stand closer together win.
 * @returns undefined where the text does not hold what was typed, in its order.
 */
export function fuzzyMatch(typed: string, text: string): Match | undefined {
  const wanted = fold(typed.trim());
  const inText = fold(text);
  if (wanted === '') return { score: 0, kind: 'prefix', positions: [] };
  const at = bestPlace(wanted, inText);
  if (at >= 0) {
    const kind = inText === wanted ? 'whole' : at === 0 ? 'prefix' : isWordStart(inText, at) ? 'word' : 'inside';
    const positions = Array.from(wanted, (_, index) => at + index);
    return { score: RANKS[kind] - lengthOf(inText) - Math.min(at, 99) / 100, kind, positions };
  }
  const positions = scattered(wanted, inText);
  if (!positions) return undefined;
  const span = (positions.at(-1) ?? 0) - (positions[0] ?? 0) + 1 - positions.length;
  const starts = positions.filter((position) => isWordStart(inText, position)).length;
  return {
    score: RANKS.scattered + Math.min(starts, 9) * 50 - Math.min(span, 400) - lengthOf(inText) / 10,
    kind: 'scattered',
    positions,
  };
}

/** Of those that match, the best first; equals stay in the order that they came in. @param textOf What is matched. */
export function rankMatches<Item>(
  typed: string,
  items: readonly Item[],
  textOf: (item: Item) => string,
): { item: Item; match: Match }[] {
  return items
    .flatMap((item) => {
      const match = fuzzyMatch(typed, textOf(item));
      return match ? [{ item, match }] : [];
    })
    .toSorted((a, b) => b.match.score - a.match.score);
}

/** Letters of one case, one unit each, so that positions stay. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

/** Where the typed text stands: at a word's start if it can, else anywhere. */
function bestPlace(wanted: string, text: string): number {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return text.indexOf(wanted);
}

/** Greedy from the left, but a word's start is taken before what stands inside of a word. */
function scattered(wanted: string, text: string): number[] | undefined {
  return placesOf(wanted, text, true) ?? placesOf(wanted, text, false);
}

function placesOf(wanted: string, text: string, preferStarts: boolean): number[] | undefined {
  const positions: number[] = [];
  let from = 0;
  for (let index = 0; index < wanted.length; index += 1) {
    const unit = wanted[index] ?? '';
    const next = text.indexOf(unit, from);
    const at = preferStarts && next !== from ? (startOf(unit, text, from) ?? next) : next;
    if (at < 0) return undefined;
    positions.push(at);
    from = at + 1;
  }
  return positions;
}

function startOf(unit: string, text: string, from: number): number | undefined {
  for (let at = text.indexOf(unit, from); at >= 0; at = text.indexOf(unit, at + 1))
    if (isWordStart(text, at)) return at;
  return undefined;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s/_:.()-]/.test(text[at - 1] ?? '');
}

function lengthOf(text: string): number {
  return Math.min(text.length, 500);
}
