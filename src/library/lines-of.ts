/** The lines of a text without their line ends; `next` is where the line after begins. */
export function* linesOf(text: string): Generator<{ line: string; start: number; next: number }> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const next = newline === -1 ? text.length : newline + 1;
    yield { line: text.slice(start, end), start, next };
    start = next;
  }
}
