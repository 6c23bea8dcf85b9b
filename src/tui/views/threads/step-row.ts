import { type GraphVisit, visitText } from '#protocol';
import type { ThreadWord } from '../../model/thread-word.ts';
import type { TreeRow } from '../../model/tree.ts';
import { cellWidth, fitText, type Glyphs, type Line, sanitize, segment } from '../../text/index.ts';
import { stateGlyph, stateStyle } from '../state-style.ts';
import type { Columns } from './columns.ts';
import { treeLines } from './thread-row.ts';

/** Everything that the line of a step of a graph shows. */
export interface StepFacts {
  row: TreeRow;
  visit: GraphVisit;
  word: ThreadWord;
  selected: boolean;
}

/** How a step stands: one that is at work stands as its graph does. */
export function stepWord({ status }: GraphVisit, graph: ThreadWord): ThreadWord {
  if (status === 'running') return graph;
  return status === 'completed' ? 'done' : 'FAIL';
}

/** A step of a graph as one line of the tree: which step, which node, how it stands, where it led. */
export function stepRow({ row, visit, word, selected }: StepFacts, columns: Columns, glyphs: Glyphs): Line {
  const fold = row.children === 0 ? '' : `${row.folded ? glyphs.folded : glyphs.open} `;
  const lead = ` ${selected ? '>' : ' '} ${treeLines(row, glyphs)} ${fold}`;
  const room = Math.max(0, columns.name - cellWidth(lead) - 2);
  const between = columns.turns + columns.context + columns.spend;
  const step = columns.model > 0 ? String(visit.step) : String(visit.step).padStart(2);
  const line = [
    segment(lead, { dim: true }),
    segment(`${stateGlyph(word, glyphs)} `, stateStyle(word)),
    segment(`${fitText(sanitize(visit.node, 100), Math.max(0, room - 1), 'left', glyphs.more)} `),
    segment(fitText(visit.type, columns.model), { dim: true }),
    segment(fitText(word, columns.state), stateStyle(word)),
    segment(fitText(step, between), { dim: true }),
    segment(fitText(sanitize(visitText(visit), 300), Math.max(0, columns.doing - 1), 'left', glyphs.more), {
      dim: true,
    }),
  ];
  return selected ? line.map((piece) => ({ ...piece, inverse: true, dim: false })) : line;
}
