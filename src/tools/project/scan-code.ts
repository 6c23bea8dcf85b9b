/** Which language's literals and comments are read. */
export type Dialect = 'python' | 'javascript';

/** How a string begins: prefix letters and its quotes. */
const STRING_START: Record<Dialect, RegExp> = {
  python: /([rRbBuUfF]{0,2})("""|'''|"|')/y,
  javascript: /()(["'`])/y,
};

export interface StringToken {
  raw: string;
  prefix: string;
  quote: string;
  end: number;
}

/** The string that begins at a position; undefined where none does, or where it is not closed. */
export function stringAt(source: string, at: number, dialect: Dialect): StringToken | undefined {
  const start = STRING_START[dialect];
  start.lastIndex = at;
  const [opening, prefix = '', quote = ''] = start.exec(source) ?? [];
  if (opening === undefined) return undefined;
  const multiline = quote.length === 3 || quote === '`';
  const bodyStart = at + opening.length;
  for (let index = bodyStart; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source.startsWith(quote, index)) {
      return { raw: source.slice(bodyStart, index), prefix, quote, end: index + quote.length };
    } else if (source[index] === '\n' && !multiline) return undefined;
  }
  return undefined;
}

/** Where the comment that begins at a position ends; undefined where none begins. */
export function commentEnd(source: string, at: number, dialect: Dialect): number | undefined {
  const line = dialect === 'python' ? source[at] === '#' : source.startsWith('//', at);
  if (line) {
    const end = source.indexOf('\n', at);
    return end === -1 ? source.length : end;
  }
  if (dialect === 'python' || !source.startsWith('/*', at)) return undefined;
  const end = source.indexOf('*/', at + 2);
  return end === -1 ? source.length : end + 2;
}

/**
 * Positions of lines that begin outside every string, comment and bracket: where statements of a module begin.
 * Reading is textual and never wrong in a dangerous way: what is missed takes the safest default.
 */
export function topLevelLines(source: string, dialect: Dialect): number[] {
  const lines: number[] = [];
  let depth = 0;
  let index = 0;
  let lineStart = true;
  while (index < source.length) {
    if (lineStart && depth === 0) lines.push(index);
    lineStart = false;
    const skip = commentEnd(source, index, dialect) ?? stringAt(source, index, dialect)?.end;
    if (skip !== undefined) {
      index = skip;
      continue;
    }
    const character = source[index] ?? '';
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === '\n') lineStart = true;
    index += 1;
  }
  return lines;
}
