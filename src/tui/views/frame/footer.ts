import { entriesOf } from '../../keys/bindings.ts';
import type { KeyEntry } from '../../keys/table.ts';
import type { Model } from '../../model/model.ts';
import { cellWidth, fitLine, type Line, type Segment, segment } from '../../text/index.ts';

/** The keys of the pane that has them: what they do to a row above, what leads elsewhere below. */
export function footerLines(model: Model): [Line, Line] {
  const entries = entriesOf(model.bindings, model.pane)
    .filter((entry): entry is KeyEntry & { footer: number } => entry.footer !== undefined)
    .sort((a, b) => a.footer - b.footer);
  const { columns } = model.size;
  const line = (from: number, to: number): Line =>
    keysLine(
      entries.filter(({ footer }) => footer >= from && footer < to),
      columns,
      model,
    );
  return [line(0, 200), line(200, 1000)];
}

function keysLine(entries: readonly KeyEntry[], columns: number, { glyphs }: Model): Line {
  const line: Segment[] = [segment(' ')];
  let used = 1;
  for (const { show, label } of entries) {
    const text = label.replace('…', glyphs.name === 'ascii' ? '..' : '…');
    const width = cellWidth(show) + 1 + cellWidth(text) + 2;
    if (used + width > columns) break;
    line.push(segment(show, { bold: true }), segment(` ${text}  `, { dim: true }));
    used += width;
  }
  return fitLine(line, columns);
}
