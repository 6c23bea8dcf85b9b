import type { Layout, PaneName } from './layout.ts';

/** The pane over which a cell lies, and the cell inside of it, its frame included; undefined: none. */
export function paneAt(
  { bands }: Layout,
  { column, row }: { column: number; row: number },
): { name: PaneName; column: number; row: number } | undefined {
  let top = 0;
  for (const band of bands) {
    let left = 0;
    for (const { columns, panes } of band.stacks) {
      let above = top;
      for (const { name, rows } of panes) {
        const isInside = column >= left && column < left + columns && row >= above && row < above + rows;
        if (isInside) return { name, column: column - left, row: row - above };
        above += rows;
      }
      left += columns;
    }
    top += band.rows;
  }
  return undefined;
}
