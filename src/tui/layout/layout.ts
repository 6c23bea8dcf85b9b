import type { Pane } from '../keys/entry.ts';
import type { View } from '../model/model.ts';
import type { Size } from '../text/index.ts';

/** What a screen is divided into: panes that take keys, and two that are only looked at. */
export type PaneName = Pane | 'budget' | 'needs';

/** A stack of panes, one above the other. */
export interface Stack {
  columns: number;
  panes: readonly { name: PaneName; rows: number }[];
}

/** Stacks side by side, all of them `rows` high. */
export interface Band {
  rows: number;
  stacks: readonly Stack[];
}

/** How a screen of a size is divided: `small` shows the header and a word, the others one, two or all panes. */
export interface Layout {
  kind: 'small' | 'narrow' | 'medium' | 'full';
  bands: readonly Band[];
}

/** What decides the layout. */
export interface LayoutRequest {
  size: Size;
  view: View;
  /** The pane that has the screen for itself. */
  zoomed?: PaneName;
  /** A line under the header says what is wrong. */
  banner: boolean;
}

/** Two lines of header, two of footer, one for messages. */
const FRAME_ROWS = 5;
const DETAIL_ROWS = 7;
/** The run, two threads with money of their own, what is left, how fast it goes, what stops it. */
const BUDGET_ROWS = 9;
/** Below the board two lines without a frame; with more room than this, a pane. */
const SHORT_ROWS = 2;
const ROOMY_ROWS = 24;
const CARD_DETAIL_ROWS = 12;
/** A list with less rows than this is no list. */
const LIST_ROWS = 8;

/** The panes of each view: its list, and the text beside it with its share of the columns. */
const PARTS: { readonly [V in View]: { list: PaneName; text: PaneName; share: number } } = {
  runs: { list: 'runs', text: 'run', share: 0.4 },
  threads: { list: 'threads', text: 'detail', share: 0.42 },
  log: { list: 'log', text: 'event', share: 0.42 },
  files: { list: 'files', text: 'content', share: 0.5 },
  diff: { list: 'diff', text: 'hunks', share: 0.625 },
  board: { list: 'board', text: 'card', share: 0 },
};

/** The panes of a screen and their sizes, by the breakpoints of the design: 60×15, 100 and 140×40. */
export function layoutOf({ size, view, zoomed, banner }: LayoutRequest): Layout {
  const { columns, rows } = size;
  if (columns < 60 || rows < 15) return { kind: 'small', bands: [] };
  const body = rows - FRAME_ROWS - (banner ? 1 : 0);
  const kind = columns < 100 ? 'narrow' : columns < 140 || rows < 40 ? 'medium' : 'full';
  const { list, text, share } = PARTS[view];
  if (zoomed !== undefined) return { kind, bands: [single(zoomed, columns, body)] };
  if (view === 'board') {
    const below = body < ROOMY_ROWS ? SHORT_ROWS : Math.min(CARD_DETAIL_ROWS, Math.round(body * 0.35));
    return { kind, bands: [single(list, columns, body - below), single(text, columns, below)] };
  }
  // Two runs stand side by side at any width.
  if (kind === 'narrow' && view !== 'diff') {
    const below = detailRows(body);
    const bands = [single(list, columns, body - below), ...(below > 0 ? [single(text, columns, below)] : [])];
    return { kind, bands };
  }
  const isWhole = kind === 'full' && view === 'threads';
  const right = Math.round(columns * (isWhole ? 0.35 : share));
  const left = columns - right;
  if (!isWhole) {
    return { kind, bands: [{ rows: body, stacks: [stack(left, [list, body]), stack(right, [text, body])] }] };
  }
  const below = Math.round(body * 0.4);
  const above = body - below;
  const budget = Math.min(BUDGET_ROWS, above - 3);
  return {
    kind,
    bands: [
      {
        rows: above,
        stacks: [stack(left, ['threads', above]), stack(right, ['budget', budget], ['needs', above - budget])],
      },
      { rows: below, stacks: [stack(left, ['detail', below]), stack(right, ['events', below])] },
    ],
  };
}

/** The size of a pane; absent where the layout does not show it. */
export function paneSize(layout: Layout, name: PaneName): Size | undefined {
  for (const { stacks } of layout.bands)
    for (const { columns, panes } of stacks)
      for (const pane of panes) if (pane.name === name) return { columns, rows: pane.rows };
  return undefined;
}

/** Rows of the detail below a list; none where the list would be too small for it. */
function detailRows(body: number): number {
  const rows = Math.min(DETAIL_ROWS, body - LIST_ROWS);
  return rows < 4 ? 0 : rows;
}

function single(name: PaneName, columns: number, rows: number): Band {
  return { rows, stacks: [stack(columns, [name, rows])] };
}

function stack(columns: number, ...panes: [PaneName, number][]): Stack {
  return { columns, panes: panes.map(([name, rows]) => ({ name, rows })) };
}
