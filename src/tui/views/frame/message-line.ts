import type { Model } from '../../model/model.ts';
import { cellWidth, fitLine, fitText, graphemes, type Line, sanitize, segment } from '../../text/index.ts';

/** The last line: a filter that is typed, or the newest message. */
export function messageLine({ prompt, notice, size }: Model): Line {
  if (prompt) return fitLine([segment(' /', { bold: true }), segment(sanitize(prompt.text, 500))], size.columns);
  if (!notice) return fitLine([], size.columns);
  const style = notice.level === 'error' ? ({ colour: 'red', bold: true } as const) : {};
  return [segment(fitText(` ${notice.text}`, size.columns), style)];
}

/** Where the cursor stands in a filter that is typed, in cells from the left. */
export function promptColumn({ prompt }: Model): number {
  if (!prompt) return 0;
  const before = [...graphemes(prompt.text)].slice(0, prompt.cursor).map(({ grapheme }) => grapheme);
  return 2 + cellWidth(sanitize(before.join(''), 500));
}
