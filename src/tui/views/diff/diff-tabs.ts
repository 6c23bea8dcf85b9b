import { DIFF_TABS, type DiffScreen } from '../../model/diff/diff-state.ts';
import type { Model } from '../../model/model.ts';
import { fitLine, type Line, lineWidth, type Segment, segment } from '../../text/index.ts';

const LEGENDS = ['~ changed  - left only  + right only', '~ changed  - left  + right', '- left  + right'];

/** The sides that `o` goes through, and what the marks mean. */
export function diffTabs({ size: { columns } }: Model, { tab }: DiffScreen): Line {
  const tabs: Segment[] = [segment(' ')];
  for (const name of DIFF_TABS)
    tabs.push(segment(name === tab ? `[${name}]` : name, { bold: name === tab }), segment('  '));
  const room = columns - 1 - lineWidth(tabs);
  const legend = LEGENDS.find((text) => text.length <= room) ?? '';
  const gap = ' '.repeat(Math.max(0, room - legend.length));
  return fitLine([...tabs, segment(gap), segment(legend, { dim: true })], columns);
}
