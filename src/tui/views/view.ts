import type { PaneName } from '../layout/layout.ts';
import { bannerOf } from '../model/banner.ts';
import type { Model } from '../model/model.ts';
import { surroundingsOf } from '../model/overlays/surroundings-of.ts';
import { layoutOfModel } from '../model/room.ts';
import { inItsTime, timeOf } from '../model/travel/time-of.ts';
import { drawOverlay } from '../overlays/draw-overlay.ts';
import { viewOverlay } from '../overlays/overlay.ts';
import { fitLine, fitText, type Line, lineOf, type Size, segment } from '../text/index.ts';
import { boardPane } from './board/board-pane.ts';
import { cardPane } from './board/card-detail.ts';
import { hunksPane } from './diff/hunks-pane.ts';
import { itemsPane } from './diff/items-pane.ts';
import { contentPane } from './files/content-pane.ts';
import { filesPane } from './files/files-pane.ts';
import { footerLines } from './frame/footer.ts';
import { headerLine } from './frame/header.ts';
import { historyLine, timeBarLine } from './frame/history-lines.ts';
import { messageLine, promptColumn } from './frame/message-line.ts';
import { tabsLine } from './frame/tabs-line.ts';
import { eventPane } from './log/event-pane.ts';
import { logPane } from './log/log-pane.ts';
import { runDetailPane } from './runs/run-detail.ts';
import { runsPane } from './runs/runs-pane.ts';
import { budgetPane } from './threads/budget-pane.ts';
import { detailPane } from './threads/detail-pane.ts';
import { eventsPane } from './threads/events-pane.ts';
import { needsPane } from './threads/needs-pane.ts';
import { treePane } from './threads/tree-pane.ts';

/** A screen: exactly as many lines as it has rows, each exactly as wide as it has columns. */
export interface Frame {
  lines: readonly Line[];
  /** Where a text is being typed. */
  cursor?: { column: number; row: number };
}

const panes: { [P in PaneName]: (model: Model, size: Size) => Line[] } = {
  runs: runsPane,
  run: runDetailPane,
  threads: treePane,
  detail: detailPane,
  events: eventsPane,
  budget: budgetPane,
  needs: needsPane,
  log: logPane,
  event: eventPane,
  files: filesPane,
  content: contentPane,
  diff: itemsPane,
  hunks: hunksPane,
  board: boardPane,
  card: cardPane,
};

/** The frame of a model. */
export function view(cockpit: Model): Frame {
  const frame = frameOf(cockpit);
  const { more } = cockpit.glyphs;
  return more === CUT ? frame : { ...frame, lines: frame.lines.map((line) => withMark(line, more)) };
}

/** What marks a cut where nothing else is asked for. */
const CUT = '…';

function withMark(line: Line, mark: string): Line {
  return line.map((piece) => (piece.text.includes(CUT) ? { ...piece, text: piece.text.replaceAll(CUT, mark) } : piece));
}

function frameOf(cockpit: Model): Frame {
  const model = inItsTime(cockpit);
  const layout = layoutOfModel(model);
  const { columns, rows } = model.size;
  if (layout.kind === 'small') return { lines: tooSmall(model) };
  const banner = bannerOf(model);
  const lines = headLines(model);
  if (banner !== undefined) {
    lines.push([
      segment(fitText(` ! ${banner}`, columns, 'left', model.glyphs.more), { colour: 'yellow', bold: true }),
    ]);
  }
  for (const band of layout.bands) {
    const stacks = band.stacks.map((stack) =>
      stack.panes.flatMap(({ name, rows: height }) => panes[name](model, { columns: stack.columns, rows: height })),
    );
    for (let row = 0; row < band.rows; row += 1) lines.push(stacks.flatMap((stack) => stack[row] ?? []));
  }
  lines.push(...footerLines(model), messageLine(model));
  const fitted = Array.from({ length: rows }, (_, row) => fitLine(lines[row] ?? [], columns));
  return withOverlay(model, fitted);
}

/** Where one is, and in time travel when. */
function headLines(model: Model): Line[] {
  return timeOf(model) === 'history' ? [historyLine(model), timeBarLine(model)] : [headerLine(model), tabsLine(model)];
}

/** The frame with what is open over its middle; only the topmost is seen. */
function withOverlay(model: Model, lines: Line[]): Frame {
  const { overlays, prompt, size, glyphs } = model;
  const overlay = overlays.at(-1);
  if (!overlay) {
    return prompt ? { lines, cursor: { column: promptColumn(model), row: size.rows - 1 } } : { lines };
  }
  return drawOverlay(lines, (room) => viewOverlay(overlay, surroundingsOf(model), room, glyphs), size);
}

/** Below 60×15 nothing can be read in panes; money and who waits are still said. */
function tooSmall(model: Model): Line[] {
  const { columns, rows } = model.size;
  const text = ` rye needs 60×15, now ${columns}×${rows}`.replaceAll('×', model.glyphs.name === 'ascii' ? 'x' : '×');
  const [head = []] = headLines(model);
  const lines = [head, lineOf(''), lineOf(text), lineOf(' q quit', { dim: true })];
  return Array.from({ length: rows }, (_, row) => fitLine(lines[row] ?? [], columns));
}
