import type { Cell } from '../../tests/helpers/terminal-cells.ts';

/** Size of a cell and of what stands around the screen, in SVG units. */
const CELL = { width: 8.4, height: 18 } as const;
const MARGIN = 14;
const FONT_SIZE = 14;

const INK = '#d6dae0';
const PAPER = '#14171c';
/** What a terminal makes of its first sixteen colours. */
const PALETTE = [
  '#2b3038',
  '#ef7178',
  '#8fc76a',
  '#e3b95c',
  '#6cb0f5',
  '#cf8ee0',
  '#56c2c9',
  '#c7ccd4',
  '#79828f',
  '#ff8a91',
  '#a8dd85',
  '#f6d07a',
  '#8ac4ff',
  '#e0a8ee',
  '#74d8de',
  '#ffffff',
];

/** Lines from the middle of a cell to its edges, by box character: up, right, down, left. */
const BOX: Readonly<Record<string, string>> = {
  '─': 'rl',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'dl',
  '└': 'ur',
  '┘': 'ul',
  '├': 'urd',
  '┤': 'udl',
  '┬': 'rdl',
  '┴': 'url',
  '┼': 'urdl',
};

interface Style {
  colour: string;
  bold: boolean;
  dim: boolean;
}

/**
 * A screen as an SVG picture: one text element for each run of cells in one style, set to the width of its cells, so that
 * columns align in any font; box lines as paths, so that they meet.
 * @param rows Cells, top to bottom.
 * @param title What a reader hears in the picture's place.
 */
export function svgOfScreen(rows: readonly (readonly Cell[])[], title: string): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const width = round(columns * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...rows.flatMap((row, index) => [...backgrounds(row, index), ...boxLines(row, index), ...texts(row, index)]),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function backgrounds(row: readonly Cell[], index: number): string[] {
  return runsOf(row, (cell) => paper(cell) ?? '').flatMap(({ key, from, cells }) =>
    key === ''
      ? []
      : [
          `<rect x="${x(from)}" y="${top(index)}" width="${round(cells.length * CELL.width)}" height="${CELL.height}" fill="${key}"/>`,
        ],
  );
}

function boxLines(row: readonly Cell[], index: number): string[] {
  const byColour = new Map<string, string>();
  row.forEach((cell, column) => {
    const edges = BOX[cell.text];
    if (edges === undefined) return;
    const [midX, midY] = [round(x(column) + CELL.width / 2), top(index) + CELL.height / 2];
    const path = [...edges].map((edge) => `M${midX} ${midY}${TO_EDGE[edge]}`).join('');
    const key = styleKey(cell);
    byColour.set(key, (byColour.get(key) ?? '') + path);
  });
  return [...byColour].map(([key, path]) => {
    const { colour, dim } = JSON.parse(key) as Style;
    return `<path d="${path}" stroke="${colour}"${dim ? ' opacity="0.6"' : ''} fill="none"/>`;
  });
}

const TO_EDGE: Readonly<Record<string, string>> = {
  u: `v-${CELL.height / 2}`,
  d: `v${CELL.height / 2}`,
  l: `h-${CELL.width / 2}`,
  r: `h${CELL.width / 2}`,
};

function texts(row: readonly Cell[], index: number): string[] {
  return runsOf(row, (cell) => (cell.text in BOX ? 'box' : styleKey(cell))).flatMap(({ key, from, cells }) => {
    const text = cells.map((cell) => cell.text).join('');
    const lead = text.length - text.trimStart().length;
    const shown = text.trim();
    if (key === 'box' || shown === '') return [];
    const { colour, bold, dim } = JSON.parse(key) as Style;
    const count = cells.length - lead - (text.length - text.trimEnd().length);
    const weight = bold ? ' font-weight="bold"' : '';
    return [
      `<text x="${x(from + lead)}" y="${top(index) + 13}" textLength="${round(count * CELL.width)}" lengthAdjust="spacingAndGlyphs" fill="${colour}"${weight}${dim ? ' opacity="0.6"' : ''}>${escapeXml(shown)}</text>`,
    ];
  });
}

/** Neighbouring cells with the same key. */
function runsOf(row: readonly Cell[], keyOf: (cell: Cell) => string): { key: string; from: number; cells: Cell[] }[] {
  const runs: { key: string; from: number; cells: Cell[] }[] = [];
  row.forEach((cell, column) => {
    const key = keyOf(cell);
    const last = runs.at(-1);
    if (last?.key === key) last.cells.push(cell);
    else runs.push({ key, from: column, cells: [cell] });
  });
  return runs;
}

function styleKey(cell: Cell): string {
  const style: Style = { colour: ink(cell), bold: cell.bold, dim: cell.dim };
  return JSON.stringify(style);
}

function ink(cell: Cell): string {
  return cell.inverse ? (colourOf(cell.background) ?? PAPER) : (colourOf(cell.foreground) ?? INK);
}

function paper(cell: Cell): string | undefined {
  return cell.inverse ? (colourOf(cell.foreground) ?? INK) : colourOf(cell.background);
}

function colourOf(colour: number | string | undefined): string | undefined {
  if (typeof colour === 'string') return colour;
  if (colour === undefined || colour < PALETTE.length) return colour === undefined ? undefined : PALETTE[colour];
  if (colour >= 232) return grey(8 + (colour - 232) * 10);
  const [red, green, blue] = [36, 6, 1].map((step) => Math.floor((colour - 16) / step) % 6);
  return `#${[red, green, blue].map((level = 0) => (level === 0 ? 0 : 55 + level * 40).toString(16).padStart(2, '0')).join('')}`;
}

function grey(level: number): string {
  return `#${level.toString(16).padStart(2, '0').repeat(3)}`;
}

function x(column: number): number {
  return round(MARGIN + column * CELL.width);
}

function top(row: number): number {
  return MARGIN + row * CELL.height;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
