import type { IBufferCell, IBufferLine } from '@xterm/headless';

/** One cell of a screen. */
export interface Cell {
  /** Empty in the second half of a wide character. */
  text: string;
  /** Columns that it takes: 2 for a wide character, 0 for the second half of one. */
  width: number;
  /** A palette index or `#rrggbb`; absent: the terminal's own. */
  foreground?: number | string;
  background?: number | string;
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  underline: boolean;
}

/** A row of the emulator's buffer as cells. */
export function cellsOf(line: IBufferLine | undefined, columns: number): Cell[] {
  return Array.from({ length: columns }, (_, column) => {
    const cell = line?.getCell(column);
    if (!cell) return { text: ' ', width: 1, bold: false, dim: false, inverse: false, underline: false };
    const foreground = colourOf(cell, 'Fg');
    const background = colourOf(cell, 'Bg');
    return {
      text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
      width: cell.getWidth(),
      ...(foreground !== undefined && { foreground }),
      ...(background !== undefined && { background }),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      inverse: cell.isInverse() !== 0,
      underline: cell.isUnderline() !== 0,
    };
  });
}

function colourOf(cell: IBufferCell, side: 'Fg' | 'Bg'): number | string | undefined {
  if (side === 'Fg' ? cell.isFgPalette() : cell.isBgPalette())
    return side === 'Fg' ? cell.getFgColor() : cell.getBgColor();
  if (side === 'Fg' ? cell.isFgRGB() : cell.isBgRGB())
    return `#${(side === 'Fg' ? cell.getFgColor() : cell.getBgColor()).toString(16).padStart(6, '0')}`;
  return undefined;
}
