import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours a word, or leaves it as it is. */
export type Painter = (format: Format, text: string) => string;

/** Colours words where the output takes colours; colour only repeats what the word says. */
export function painter(colour: boolean): Painter {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}

const STATUS_FORMAT: Readonly<Record<string, Format>> = {
  completed: 'green',
  running: 'cyan',
  waiting: 'yellow',
  error: 'red',
  cancelled: 'magenta',
  killed: 'magenta',
  interrupted: 'yellow',
  paused: 'yellow',
  lost: 'red',
};

export function statusFormat(status: string): Format {
  return STATUS_FORMAT[status] ?? 'reset';
}

/** Rows as aligned columns, two blanks between them. @param right Indexes of columns that align to the right. */
export function columns(rows: string[][], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        right.includes(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
