import { viewInput } from '../../input/view-input.ts';
import type { Model } from '../../model/model.ts';
import { fitLine, fitText, type Line, segment } from '../../text/index.ts';

/** The last line: a filter that is typed, or the newest message. */
export function messageLine({ prompt, notice, size, glyphs }: Model): Line {
  if (prompt) return [segment(' /', { bold: true }), ...viewInput(prompt, size.columns - 2).segments];
  if (!notice) return fitLine([], size.columns);
  const style = notice.level === 'error' ? ({ colour: 'red', bold: true } as const) : {};
  return [segment(fitText(` ${notice.text}`, size.columns, 'left', glyphs.more), style)];
}

/** Where the cursor stands in a filter that is typed, in cells from the left. */
export function promptColumn({ prompt, size }: Model): number {
  return prompt ? 2 + viewInput(prompt, size.columns - 2).cursor : 0;
}
