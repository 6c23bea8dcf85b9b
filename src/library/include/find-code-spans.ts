/** A span of inline code with its backticks; offsets are into the text. */
export interface CodeSpan {
  start: number;
  end: number;
}

/**
 * The inline code of a text, each span on one line: a run of backticks to the next run of as many. A run without such a
 * partner is text. Takes time in proportion to the text, whatever is in it.
 * @see Source: CommonMark 0.31, section 6.1
 */
export function findCodeSpans(text: string): CodeSpan[] {
  const spans: CodeSpan[] = [];
  /** Of the line that is read: for each length of a run, where the last run of it ends. */
  let last = new Map<number, number>();
  let runs: { start: number; end: number }[] = [];

  const endLine = (): void => {
    for (const [index, run] of runs.entries()) last.set(run.end - run.start, index);
    for (let index = 0; index < runs.length; index += 1) {
      const opening = runs[index];
      if (opening === undefined) break;
      const length = opening.end - opening.start;
      if ((last.get(length) ?? 0) <= index) continue;
      let closing = index + 1;
      while (lengthOf(runs[closing]) !== length) closing += 1;
      spans.push({ start: opening.start, end: runs[closing]?.end ?? opening.end });
      index = closing;
    }
    last = new Map();
    runs = [];
  };

  for (const match of text.matchAll(/`+|\n/g)) {
    if (match[0] === '\n') endLine();
    else runs.push({ start: match.index, end: match.index + match[0].length });
  }
  endLine();
  return spans;
}

function lengthOf(run: CodeSpan | undefined): number {
  return run === undefined ? 0 : run.end - run.start;
}
