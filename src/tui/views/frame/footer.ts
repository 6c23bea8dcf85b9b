import { entriesOf } from '../../keys/bindings.ts';
import type { KeyEntry } from '../../keys/entry.ts';
import type { Model } from '../../model/model.ts';
import { waitingQuestions } from '../../model/questions.ts';
import { timeOf } from '../../model/travel/time-of.ts';
import { cellWidth, fitLine, type Line, lineWidth, type Segment, segment } from '../../text/index.ts';

/** The keys of the pane that has them: what they do to a row above, what leads elsewhere below. */
export function footerLines(model: Model): [Line, Line] {
  const asked = waitingQuestions(model).length > 0;
  const entries = entriesOf(model.bindings, model.pane, timeOf(model))
    // Where nothing waits there is nothing to answer, and the room is another key's.
    .filter(({ action }) => action !== 'answer' || asked)
    .filter((entry): entry is KeyEntry & { footer: number } => entry.footer !== undefined)
    .sort((a, b) => a.footer - b.footer);
  const fromTo = (from: number, to: number) => entries.filter(({ footer }) => footer >= from && footer < to);
  const [others, wayOut] = [fromTo(200, 250), fromTo(250, 1000)];
  return [keysLine(fromTo(0, 200), [], '  ', model), keysLine(others, wayOut, '   ', model)];
}

/** As many keys as there is room for; those in `always` stay, where others have to go. */
function keysLine(
  entries: readonly KeyEntry[],
  always: readonly KeyEntry[],
  gap: string,
  { glyphs, size }: Model,
): Line {
  const draw = ({ show, label }: KeyEntry): Segment[] => [
    segment(gap),
    segment(show, { bold: true }),
    segment(` ${label.replace('…', glyphs.more)}`, { dim: true }),
  ];
  const last = always.flatMap(draw);
  // The first has one space before it instead of a gap.
  let used = lineWidth(last) + 1 - cellWidth(gap);
  const fitting = entries.map(draw).filter((key) => {
    used += lineWidth(key);
    return used <= size.columns;
  });
  const [, ...line] = [...fitting.flat(), ...last];
  return fitLine([segment(' '), ...line], size.columns);
}
