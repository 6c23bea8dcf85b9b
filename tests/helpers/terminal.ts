import { StringDecoder } from 'node:string_decoder';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { type Cell, cellsOf } from './terminal-cells.ts';
import { currentWidths } from './unicode-widths.ts';

/** A program and the terminal that it is started in. */
export interface TerminalOptions {
  cwd: string;
  /** The whole environment but `TERM`. */
  env: Readonly<Record<string, string>>;
  /** @default 80 */
  columns?: number;
  /** @default 24 */
  rows?: number;
  /** The value of `TERM`. @default 'xterm-256color' */
  term?: string;
  /** Keeps what the screen showed after each synchronised update (DEC 2026), in `frames`. */
  recordFrames?: boolean;
}

/** Bytes that the program wrote, as they arrived. */
export interface Write {
  /** Since the start, in ms. */
  atMs: number;
  bytes: Buffer;
}

/** What the screen showed when an update ended. */
export interface Frame {
  atMs: number;
  columns: number;
  rows: number;
  lines: string[];
  /** The same, one character a cell, so that an index is a column: a wide one is followed by a blank. */
  grid: string[];
}

export interface Exit {
  /** Absent where a signal ended it. */
  code: number;
  /** Number of the signal that ended it; 0 where none did. */
  signal: number;
}

/** What a test waits for: a text, a pattern, or anything about the terminal. */
export type Sight = string | RegExp | ((terminal: Terminal) => boolean);

/** A program in a real pseudo-terminal, and an emulator that shows what it draws. */
export interface Terminal {
  readonly pid: number;
  /** The visible rows, blanks at their ends cut off. */
  screen(): string[];
  /** The visible rows as one text. */
  text(): string;
  /** Everything in the current buffer, lines that scrolled out included. */
  scrollback(): string;
  /** Rows that a line ran over into, since it was wider than the screen. */
  wrappedRows(): number[];
  cells(row: number): Cell[];
  buffer(): 'normal' | 'alternate';
  cursor(): { x: number; y: number; visible: boolean };
  /** Whether a private mode such as 1000 (mouse) or 2004 (paste) is on. */
  mode(number: number): boolean;
  title(): string;
  bells(): number;
  /** Operating system commands in the stream, as `52;c;…`. */
  readonly commands: readonly string[];
  readonly writes: readonly Write[];
  readonly frames: readonly Frame[];
  /** Everything written so far, or from the n-th write on. */
  raw(fromWrite?: number): string;
  /** Types; each argument is one key or a string of printable keys. */
  press(...keys: string[]): void;
  /** A bracketed paste. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves when it is seen; looks after each write. @throws {Error} with the screen, after `timeoutMs` (20 s) */
  waitFor(sight: Sight, options?: { timeoutMs?: number }): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Goes away, as a closed window does. */
  hangUp(): void;
  /** Resolves when the program has ended and all it wrote is shown. */
  readonly exited: Promise<Exit>;
  /** Ends the program, where it runs still. */
  close(): Promise<void>;
}

/** Keys by name, as a terminal sends them. */
export const KEY = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  shiftTab: '\u001b[Z',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  backspace: '\u007f',
  /** @param letter Lower case. */
  ctrl: (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 96),
} as const;

/** Starts a program in a terminal of its own. */
export function openTerminal(argv: readonly [string, ...string[]], options: TerminalOptions): Terminal {
  const { cwd, env, columns = 80, rows = 24, term = 'xterm-256color', recordFrames = false } = options;
  const startedMs = performance.now();
  const decoder = new StringDecoder('utf8');
  const [file, ...args] = argv;
  // Bytes, to be counted. The emulator gets text: of a character in two pieces its own decoder can lose one.
  const pty = spawn(file, args, { cols: columns, rows, cwd, env, name: term, encoding: null });
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 10_000 });
  emulator.unicode.register(currentWidths);
  emulator.unicode.activeVersion = currentWidths.version;
  const modes = new Map<number, boolean>();
  const commands: string[] = [];
  const writes: Write[] = [];
  const frames: Frame[] = [];
  const lookers = new Set<() => void>();
  let title = '';
  let bells = 0;
  let ended = false;

  const lines = (from: number, count: number): string[] =>
    // Without the range, cells from before a resize would show.
    Array.from({ length: count }, (_, row) =>
      (emulator.buffer.active.getLine(from + row)?.translateToString(true, 0, emulator.cols) ?? '').trimEnd(),
    );
  const screen = (): string[] => lines(emulator.buffer.active.baseY, emulator.rows);
  const cells = (row: number): Cell[] =>
    cellsOf(emulator.buffer.active.getLine(emulator.buffer.active.baseY + row), emulator.cols);
  const grid = (): string[] =>
    Array.from({ length: emulator.rows }, (_, row) =>
      cells(row)
        .map(({ text }) => gridMark(text))
        .join(''),
    );
  const atMs = (): number => performance.now() - startedMs;

  for (const [final, on] of [
    ['h', true],
    ['l', false],
  ] as const) {
    emulator.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
      for (const mode of params.flat()) modes.set(mode, on);
      if (recordFrames && !on && params[0] === 2026)
        frames.push({ atMs: atMs(), columns: emulator.cols, rows: emulator.rows, lines: screen(), grid: grid() });
      return false;
    });
  }
  for (let code = 0; code < 2000; code += 1) {
    emulator.parser.registerOscHandler(code, (data) => {
      commands.push(`${code};${data}`);
      return false;
    });
  }
  emulator.onTitleChange((text) => {
    title = text;
  });
  emulator.onBell(() => {
    bells += 1;
  });
  // What a terminal answers to a question of the program.
  emulator.onData((data) => {
    if (!ended) pty.write(data);
  });

  // In the middle of a synchronised update the screen is half old and half new, and nobody would see it so.
  const look = (): void => {
    if (modes.get(2026) && !ended) return;
    for (const looker of lookers) looker();
  };
  pty.onData((data) => {
    const bytes = Buffer.from(data as string | Buffer);
    writes.push({ atMs: atMs(), bytes });
    emulator.write(decoder.write(bytes), look);
  });
  const exited = new Promise<Exit>((resolve) => {
    pty.onExit(({ exitCode, signal = 0 }) => {
      ended = true;
      emulator.write('', () => {
        resolve({ code: exitCode, signal });
        look();
      });
    });
  });

  const terminal: Terminal = {
    pid: pty.pid,
    screen,
    text: () => screen().join('\n'),
    scrollback: () => lines(0, emulator.buffer.active.length).join('\n').trimEnd(),
    wrappedRows: () =>
      Array.from({ length: emulator.rows }, (_, row) => row).filter(
        (row) => emulator.buffer.active.getLine(emulator.buffer.active.baseY + row)?.isWrapped === true,
      ),
    cells,
    buffer: () => emulator.buffer.active.type,
    cursor: () => ({
      x: emulator.buffer.active.cursorX,
      y: emulator.buffer.active.cursorY,
      visible: modes.get(25) ?? true,
    }),
    mode: (number) => modes.get(number) ?? false,
    title: () => title,
    bells: () => bells,
    commands,
    writes,
    frames,
    raw: (fromWrite = 0) => Buffer.concat(writes.slice(fromWrite).map(({ bytes }) => bytes)).toString('utf8'),
    press: (...keys) => {
      for (const key of keys) pty.write(key);
    },
    paste: (text) => pty.write(`\u001b[200~${text}\u001b[201~`),
    resize: (toColumns, toRows) => {
      emulator.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    waitFor: (sight, { timeoutMs = 20_000 } = {}) =>
      new Promise((resolve, reject) => {
        const stop = (settle: () => void): void => {
          clearTimeout(timer);
          lookers.delete(looker);
          settle();
        };
        const looker = (): void => {
          if (sees(terminal, sight)) stop(resolve);
          else if (ended) stop(() => reject(unseen(terminal, sight, 'the program ended')));
        };
        const timer = setTimeout(
          () => stop(() => reject(unseen(terminal, sight, `${timeoutMs} ms went by`))),
          timeoutMs,
        );
        lookers.add(looker);
        if (!modes.get(2026)) looker();
      }),
    kill: (signal) => {
      if (!ended) process.kill(pty.pid, signal);
    },
    // The library can, and its types do not say so.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    exited,
    close: async () => {
      if (!ended) process.kill(pty.pid, 'SIGKILL');
      await exited;
      emulator.dispose();
    },
  };
  return terminal;
}

/** One code unit a cell, whatever the cell holds. */
function gridMark(text: string): string {
  const [first = ' '] = Array.from(text);
  return first.length > 1 ? '?' : first;
}

function sees(terminal: Terminal, sight: Sight): boolean {
  if (typeof sight === 'function') return sight(terminal);
  return typeof sight === 'string' ? terminal.text().includes(sight) : sight.test(terminal.text());
}

function unseen(terminal: Terminal, sight: Sight, why: string): Error {
  return new Error(
    `${why}, and this was never seen: ${String(sight)}\nThe screen:\n${terminal.text()}\n(end of screen)`,
  );
}
