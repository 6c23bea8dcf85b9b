import { viewInput } from '../../input/view-input.ts';
import type { Model } from '../../model/model.ts';
import { waitingQuestions } from '../../model/questions.ts';
import { fitLine, fitText, type Line, segment } from '../../text/index.ts';

/** The last line: a filter that is typed, or the newest message; while neither is there, how many questions wait. */
export function messageLine(model: Model): Line {
  const { prompt, notice, size, glyphs } = model;
  if (prompt) return [segment(' /', { bold: true }), ...viewInput(prompt, size.columns - 2).segments];
  if (!notice) return needLine(model);
  const style = notice.level === 'error' ? ({ colour: 'red', bold: true } as const) : {};
  return [segment(fitText(` ${notice.text}`, size.columns, 'left', glyphs.more), style)];
}

function needLine(model: Model): Line {
  const { columns } = model.size;
  const count = waitingQuestions(model).length;
  if (count === 0) return fitLine([], columns);
  const key = model.bindings.entries.find(({ action }) => action === 'approvals')?.show ?? 'A';
  const text = `${count} ${count === 1 ? 'needs' : 'need'} you: ${key}`;
  return [segment(fitText(`${text} `, columns, 'right'), { colour: 'yellow', bold: true })];
}

/** Where the cursor stands in a filter that is typed, in cells from the left. */
export function promptColumn({ prompt, size }: Model): number {
  return prompt ? 2 + viewInput(prompt, size.columns - 2).cursor : 0;
}
