/** Deeper YAML is nothing that a person wrote, and its parser recurses: some thousand levels would end the process. */
const DEEPEST = 100;

/** A larger text is data; its parser takes seconds to tell all that is wrong with one. In UTF-16 units. */
const LARGEST = 256 * 1024;

/** Why a YAML text is not to be given to a parser, and where. */
export interface YamlBound {
  code: 'too-deep' | 'too-large';
  /** Into the text, in UTF-16 units. */
  offset: number;
  message: string;
}

/**
 * Whether a YAML text is too large or too deep for its parser; undefined where it may be read. Ask before any YAML that
 * others wrote is parsed. Depth is counted from above, by brackets wherever they stand and by the columns at which blocks
 * begin. Linear in the text.
 */
export function yamlBound(text: string): YamlBound | undefined {
  if (text.length > LARGEST) {
    return { code: 'too-large', offset: 0, message: `more than ${LARGEST / 1024} KiB of YAML` };
  }
  const offset = flowTooDeepAt(text) ?? blocksTooDeepAt(text);
  return offset === undefined ? undefined : { code: 'too-deep', offset, message: 'nested too deeply to be read' };
}

function flowTooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return at;
  }
  return undefined;
}

/** Every block begins right of the one around it, so the columns of those that are open rise. */
function blocksTooDeepAt(text: string): number | undefined {
  const open: number[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    for (let at = start; at < end; at += 1) {
      const char = text[at];
      if (char === ' ' || char === '\t') continue;
      const column = at - start;
      while ((open.at(-1) ?? -1) >= column) open.pop();
      open.push(column);
      if (open.length > DEEPEST) return at;
      const indicator = (char === '-' || char === '?' || char === ':') && /[ \t]/.test(text[at + 1] ?? '');
      if (!indicator) break;
    }
    start = end + 1;
  }
  return undefined;
}
