/** A colour of the terminal's own palette: how it looks is the user's choice. */
export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';

/** How a piece of text looks. Colour only repeats what words say. */
export interface Style {
  colour?: Colour;
  dim?: boolean;
  bold?: boolean;
  inverse?: boolean;
}

/** A piece of a line in one style. Its text is sanitized: no control characters, one line. */
export interface Segment extends Style {
  text: string;
}

/** One line of a screen, left to right. */
export type Line = readonly Segment[];

/** Cells across and lines down. */
export interface Size {
  columns: number;
  rows: number;
}

/** A segment. @param text Sanitized already. */
export function segment(text: string, style: Style = {}): Segment {
  return { text, ...style };
}
