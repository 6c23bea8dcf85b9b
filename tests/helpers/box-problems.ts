import type { Frame } from './terminal.ts';

/**
 * What is wrong with the boxes of a frame: each `┌` has a `┐` in its row, both have a straight side down to a corner, and
 * nothing stands beyond the screen. Empty where all is well.
 */
export function boxProblems({ grid, columns }: Pick<Frame, 'grid' | 'columns'>): string[] {
  const problems: string[] = [];
  grid.forEach((line, row) => {
    for (let left = line.indexOf('┌'); left >= 0; left = line.indexOf('┌', left + 1)) {
      const right = line.indexOf('┐', left);
      if (right < 0) problems.push(`row ${row}: the box at ${left} has no right corner`);
      else problems.push(...sideProblems(grid, row, left, '└'), ...sideProblems(grid, row, right, '┘'));
    }
    if (line.length > columns) problems.push(`row ${row} is ${line.length} wide`);
  });
  return problems;
}

function sideProblems(grid: readonly string[], from: number, column: number, corner: string): string[] {
  for (let row = from + 1; row < grid.length; row += 1) {
    const mark = grid[row]?.[column];
    if (mark === corner) return [];
    if (mark !== '│') return [`row ${row}: "${mark ?? ''}" at ${column}, where a box from row ${from} has its side`];
  }
  return [`the box from row ${from} has no corner below ${column}`];
}
