import { PassThrough, Writable } from 'node:stream';
import { Terminal } from '@xterm/headless';
import stringWidth from 'string-width';

/** A terminal in memory with a keyboard: what Ink writes is drawn, what is typed reaches Ink. */
export interface InkTerminal {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  terminal: Terminal;
  /** Every byte that was written. */
  raw(): string;
  /** What the screen showed after each synchronised update (DEC 2026). */
  readonly frames: readonly string[];
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** The screen as text, without spaces at the ends of its lines. */
  screen(): Promise<string>;
}

/** A terminal of a size. */
export function createInkTerminal(columns: number, rows: number): InkTerminal {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  modernWidths(terminal);
  let raw = '';
  const frames: string[] = [];
  const shown = (): string => {
    const { active } = terminal.buffer;
    const line = (row: number): string =>
      active.getLine(row)?.translateToString(true, 0, terminal.cols).trimEnd() ?? '';
    return Array.from({ length: terminal.rows }, (_, row) => line(row)).join('\n');
  };
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      raw += chunk.toString();
      terminal.write(chunk, () => {
        if (chunk.toString().endsWith('\u001b[?2026l')) frames.push(shown());
        done();
      });
    },
  });
  const size = { isTTY: true, columns, rows };
  Object.assign(stdout, size);
  const stdin = new PassThrough();
  Object.assign(stdin, { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    terminal,
    raw: () => raw,
    frames,
    type: (text) => stdin.write(text),
    resize(nextColumns, nextRows) {
      terminal.resize(nextColumns, nextRows);
      Object.assign(stdout, { columns: nextColumns, rows: nextRows });
      stdout.emit('resize');
    },
    async screen() {
      do await new Promise<void>((resolve) => terminal.write('', resolve));
      while (stdout.writableLength > 0);
      return shown();
    },
  };
}

/** The headless terminal measures as Unicode 6 did: an emoji took one cell. Terminals of today give it two. */
function modernWidths(terminal: Terminal): void {
  const wcwidth = (codePoint: number): 0 | 1 | 2 => stringWidth(String.fromCodePoint(codePoint)) as 0 | 1 | 2;
  terminal.unicode.register({
    version: 'modern',
    wcwidth,
    charProperties(codePoint, preceding) {
      const width = wcwidth(codePoint);
      const joins = width === 0 && preceding !== 0;
      const cells = joins ? (preceding >> 1) & 3 : width;
      return (cells << 1) | (joins ? 1 : 0);
    },
  });
  terminal.unicode.activeVersion = 'modern';
}
