import { entriesOf } from '../../keys/bindings.ts';
import type { KeyEntry } from '../../keys/table.ts';
import type { Model } from '../../model/model.ts';
import { cellWidth, fitLine, type Line, type Segment, segment } from '../../text/index.ts';

/** The keys of the pane that has them: what they do to a row above, what leads elsewhere below. */
export function footerLines(model: Model): [Line, Line] {
  const entries = entriesOf(model.bindings, model.pane)
    .filter((entry): entry is KeyEntry & { footer: number } => entry.footer !== undefined)
    .sort((a, b) => a.footer - b.footer);
  const line = (from: number, to: number, gap: string): Line => {
    const inLine = entries.filter(({ footer }) => footer >= from && footer < to);
    return keysLine(inLine, gap, model);
  };
  return [line(0, 200, '  '), line(200, 1000, '   ')];
}

function keysLine(entries: readonly KeyEntry[], gap: string, { glyphs, size }: Model): Line {
  const line: Segment[] = [];
  let used = 0;
  for (const { show, label } of entries) {
    const lead = line.length === 0 ? ' ' : gap;
    const text = label.replace('…', glyphs.more);
    const width = cellWidth(lead) + cellWidth(show) + 1 + cellWidth(text);
    if (used + width > size.columns) break;
    line.push(segment(lead), segment(show, { bold: true }), segment(` ${text}`, { dim: true }));
    used += width;
  }
  return fitLine(line, size.columns);
}
