/** Every character of the screens that is not plain ASCII, by what it is for. */
export interface Glyphs {
  /** Its name, for tests and messages. */
  name: 'default' | 'ascii';
  done: string;
  failed: string;
  waiting: string;
  open: string;
  folded: string;
  horizontal: string;
  vertical: string;
  topLeft: string;
  topRight: string;
  bottomLeft: string;
  bottomRight: string;
  branch: string;
  lastBranch: string;
  /** Between the parts of a path: `shop-api › run`. */
  crumb: string;
  /** Marks a cut, and a key that asks before it acts. */
  more: string;
  dot: string;
  /** Between two runs that are compared. */
  both: string;
}

export const defaultGlyphs: Glyphs = {
  name: 'default',
  done: '✓',
  failed: '✗',
  waiting: '○',
  open: '▾',
  folded: '▸',
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  branch: '├',
  lastBranch: '└',
  crumb: '›',
  more: '…',
  dot: '·',
  both: '↔',
};

/** For terminals and fonts that have no more (`--ascii`). */
export const asciiGlyphs: Glyphs = {
  name: 'ascii',
  done: '+',
  failed: 'x',
  waiting: 'o',
  open: 'v',
  folded: '>',
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  branch: '|',
  lastBranch: '`',
  crumb: '>',
  more: '~',
  dot: '-',
  both: '<->',
};
