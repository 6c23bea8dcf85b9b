/** A query as a tree. A word and a phrase are lower-case text; `*` in a word stands for any run of characters. */
export type Query =
  | { op: 'word' | 'phrase'; text: string }
  | { op: 'and' | 'or'; left: Query; right: Query }
  | { op: 'not'; operand: Query };

type Token = { kind: 'word' | 'phrase' | 'mark'; text: string };

/** A query nested deeper than this is cut off there. */
const DEEPEST = 50;

/**
 * Reads terms, `"phrases"`, `AND OR NOT`, parentheses; terms side by side are joined by AND, which binds tighter than OR.
 * Anything readable is kept: an operator without an operand and an unmatched parenthesis mean nothing. Undefined where no
 * term is left: such a query, like `*`, asks for everything.
 */
export function parseQuery(text: string): Query | undefined {
  const tokens = tokensOf(text);
  let at = 0;
  const isMark = (mark: string): boolean => tokens[at]?.kind === 'mark' && tokens[at]?.text === mark;

  const readOr = (depth: number): Query | undefined => {
    let left = readAnd(depth);
    while (isMark('OR')) {
      at += 1;
      left = join('or', left, readAnd(depth));
    }
    return left;
  };
  const readAnd = (depth: number): Query | undefined => {
    let left: Query | undefined;
    while (at < tokens.length && !isMark('OR') && !(isMark(')') && depth > 0)) {
      if (isMark('AND') || isMark(')')) at += 1;
      else left = join('and', left, readOperand(depth));
    }
    return left;
  };
  const readOperand = (depth: number): Query | undefined => {
    const token = tokens[at];
    at += 1;
    if (token === undefined) return undefined;
    if (token.kind !== 'mark') return { op: token.kind, text: token.text.toLowerCase() };
    if (token.text === 'NOT') {
      const operand =
        isMark('OR') || isMark('AND') || isMark(')') || depth >= DEEPEST ? undefined : readOperand(depth + 1);
      return operand && { op: 'not', operand };
    }
    if (token.text !== '(' || depth >= DEEPEST) return undefined;
    const inner = readOr(depth + 1);
    if (isMark(')')) at += 1;
    return inner;
  };
  return readOr(0);
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/"([^"]*)"?|([()])|([^\s()"]+)/g)].flatMap(([, phrase, parenthesis, word]): Token[] => {
    if (parenthesis !== undefined) return [{ kind: 'mark', text: parenthesis }];
    if (phrase !== undefined) return phrase.trim() === '' ? [] : [{ kind: 'phrase', text: phrase }];
    if (word === undefined) return [];
    return [{ kind: /^(AND|OR|NOT)$/.test(word) ? 'mark' : 'word', text: word }];
  });
}

function join(op: 'and' | 'or', left: Query | undefined, right: Query | undefined): Query | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { op, left, right };
}
