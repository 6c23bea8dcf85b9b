import type { Terminal } from './terminal.ts';

/** The labels in the rows of the tree of a wide run, and which of them is selected. */
export function tree(terminal: Terminal): { labels: string[]; selected: string | undefined } {
  const screen = terminal.screen();
  const top = screen.findIndex((row) => row.startsWith('┌ Threads'));
  const bottom = screen.findIndex((row, index) => index > top && row.startsWith('└'));
  const rows = screen.slice(top + 2, bottom).filter((row) => !/^│ +│$/.test(row));
  const labelOf = (row: string): string => /(sweep|group-\d+|leaf-\d+|late-\d+)/.exec(row)?.[1] ?? row;
  return { labels: rows.map(labelOf), selected: rows.filter((row) => /^│ ?>/.test(row)).map(labelOf)[0] };
}
