import type { Query } from './parse-query.ts';

/** The texts of an item that are searched. */
export interface SearchTexts {
  title: string;
  name: string;
  description: string;
  category: string;
  content: string;
}

type Term = Extract<Query, { text: string }>;

const WEIGHTS: Record<keyof SearchTexts, number> = { title: 3, name: 3, description: 2, category: 1.5, content: 1 };

const TOTAL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

/**
 * How well an item answers, 0 to 1: the weights of the fields that each wanted term is found in, over all there are.
 * Undefined where the item does not answer. Without a query every item answers, with 1.
 */
export function scoreItem(texts: SearchTexts, query: Query | undefined): number | undefined {
  if (query === undefined) return 1;
  const fields = Object.entries(texts).map(([field, text]) => ({
    weight: WEIGHTS[field as keyof SearchTexts],
    text: text.toLowerCase(),
  }));
  const found = (term: Term): number =>
    fields.reduce((sum, { weight, text }) => (occursIn(text, term) ? sum + weight : sum), 0);
  const matches = (node: Query): boolean => {
    switch (node.op) {
      case 'word':
      case 'phrase':
        return found(node) > 0;
      case 'not':
        return !matches(node.operand);
      case 'and':
        return matches(node.left) && matches(node.right);
      case 'or':
        return matches(node.left) || matches(node.right);
    }
  };
  if (!matches(query)) return undefined;
  const wanted = wantedTerms(query);
  if (wanted.length === 0) return 1;
  return wanted.reduce((sum, term) => sum + found(term), 0) / (wanted.length * TOTAL);
}

function wantedTerms(query: Query): Term[] {
  switch (query.op) {
    case 'word':
    case 'phrase':
      return [query];
    case 'not':
      return [];
    case 'and':
    case 'or':
      return [...wantedTerms(query.left), ...wantedTerms(query.right)];
  }
}

/** Substring search; of a word, the pieces around each `*` must follow one another. In a phrase `*` is itself. */
function occursIn(text: string, { op, text: wanted }: Term): boolean {
  if (op === 'phrase') return text.includes(wanted);
  let at = 0;
  for (const piece of wanted.split('*')) {
    const place = text.indexOf(piece, at);
    if (place === -1) return false;
    at = place + piece.length;
  }
  return true;
}
