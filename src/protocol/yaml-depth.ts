/** Deeper YAML is nothing that a person wrote, and its parser recurses: some thousand levels would end the process. */
const DEEPEST = 100;

/**
 * Where a YAML text nests too deeply; undefined where it does not. Counts from above: brackets wherever they stand, and
 * the columns at which blocks begin. Linear in the text. Ask before any YAML that others wrote is parsed.
 */
export function tooDeepYaml(text: string): number | undefined {
  return flowTooDeepAt(text) ?? blocksTooDeepAt(text);
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
