/** What a mouse did, and over which cell, from 0. */
export interface MouseEvent {
  kind: 'wheelUp' | 'wheelDown' | 'press';
  column: number;
  row: number;
}

/** Reports as terminals send them with mode 1006. @see Source: XTerm Control Sequences, "Extended coordinates" */
const REPORT = /^\[<(\d+);(\d+);(\d+)([Mm])/;

const KINDS: ReadonlyMap<string, MouseEvent['kind']> = new Map([
  ['0', 'press'],
  ['64', 'wheelUp'],
  ['65', 'wheelDown'],
]);

/** The events in what a terminal has sent; other buttons, releases and moves are none. */
export function readMouse(input: string): MouseEvent[] {
  return input.split('\u001b').flatMap((sequence) => {
    const [, button = '', column, row, end] = REPORT.exec(sequence) ?? [];
    const kind = KINDS.get(button);
    return kind === undefined || end === 'm' ? [] : [{ kind, column: Number(column) - 1, row: Number(row) - 1 }];
  });
}
