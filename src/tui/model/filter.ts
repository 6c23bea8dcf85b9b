/** One condition of a filter; all of them must hold. */
export interface Term {
  kind: 'text' | 'fuzzy' | 'state' | 'model' | 'spend' | 'thread' | 'type';
  /** Lower case. */
  value: string;
  not: boolean;
  /** For `spend`: how the amount compares, and with what, in USD. */
  compare?: '>' | '<' | '>=' | '<=' | '=';
  usd?: number;
}

/** What a row offers to a filter. */
export interface Filterable {
  /** Names, ids, directives: where words are looked for. Lower case. */
  text: string;
  /** The state's word. */
  state: string;
  /** Lower case. */
  model: string;
  spendUsd: number;
  /** Who did it, and what it is, lower case: of rows that are about one thread, and of some type. */
  thread?: string;
  type?: string;
}

/**
 * Reads what was typed behind `/`: words, `!word`, `-f word` for letters in order, `state:fail`, `model:haiku`,
 * `spend:>0.5`. A spend that is no number yet is left out, so that a filter can be typed letter by letter.
 */
export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  let fuzzy = false;
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word === '-f') {
      fuzzy = true;
      continue;
    }
    const not = word.startsWith('!');
    const rest = not ? word.slice(1) : word;
    const term = rest === '' ? undefined : (keyed(rest) ?? { kind: fuzzy ? 'fuzzy' : 'text', value: rest });
    if (term && term !== 'unfinished') terms.push({ ...term, not });
    if (rest !== '') fuzzy = false;
  }
  return terms;
}

/** True where every condition holds. */
export function matchesFilter(terms: readonly Term[], row: Filterable): boolean {
  return terms.every((term) => holds(term, row) !== term.not);
}

function keyed(word: string): Omit<Term, 'not'> | 'unfinished' | undefined {
  const [, key, value = ''] = /^(state|model|spend|thread|type):(.*)$/.exec(word) ?? [];
  if (key === undefined) return undefined;
  if (key !== 'spend') return value === '' ? 'unfinished' : { kind: key as Term['kind'], value };
  const [, sign, amount] = /^(>=|<=|>|<|=)?\$?(\d+\.?\d*|\.\d+)$/.exec(value) ?? [];
  if (amount === undefined) return 'unfinished';
  return { kind: 'spend', value, compare: (sign ?? '>=') as NonNullable<Term['compare']>, usd: Number(amount) };
}

function holds(term: Term, row: Filterable): boolean {
  switch (term.kind) {
    case 'text':
      return row.text.includes(term.value);
    case 'fuzzy':
      return hasInOrder(row.text, term.value);
    case 'state':
      return row.state.toLowerCase().startsWith(term.value);
    case 'model':
      return row.model.includes(term.value);
    case 'thread':
    case 'type':
      // A row that has none is looked through for the term as it was typed.
      return row[term.kind]?.includes(term.value) ?? row.text.includes(`${term.kind}:${term.value}`);
    case 'spend':
      return compares(row.spendUsd, term);
  }
}

function compares(usd: number, { compare, usd: bound = 0 }: Term): boolean {
  switch (compare) {
    case '>':
      return usd > bound;
    case '<':
      return usd < bound;
    case '<=':
      return usd <= bound;
    case '=':
      return usd === bound;
    default:
      return usd >= bound;
  }
}

/** True where the letters of `wanted` come in this order, with others between them. */
export function hasInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
