import { modeBytes, RESETS, type ScreenMode } from './modes.ts';

/** The part of a process that a guard needs. */
export type GuardedProcess = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid'>;

/** A terminal that is given back on every way out of the process. */
export interface TerminalGuard {
  /** Resolves with the first error that nobody caught; the terminal is given back by then. */
  readonly fault: Promise<Error>;
  /** What draws, so that it can be taken down before the terminal is given back, and be told to draw again. */
  attach(screen: GuardedScreen): void;
  /** Turns mouse or focus reports on or off; they are off while the process is stopped. */
  setMode(mode: ScreenMode, on: boolean): void;
  /** Gives the terminal to the shell and stops the process; resolves when it goes on and the screen stands again. */
  suspend(): Promise<void>;
  /** Gives the terminal to somebody else (an editor, a pager) for as long as `use` takes. */
  lend(use: () => Promise<void>): Promise<void>;
  /** Gives the terminal back and lets the process go. Any number of times. */
  release(): void;
}

/** What draws on the terminal. */
export interface GuardedScreen {
  /** Ends drawing, at once. */
  takeDown(): void;
  /** Leaves the terminal to others; what it returns takes it again and draws everything anew. */
  handOver(): Promise<() => Promise<void>>;
}

/** Signals that end a process whoever runs it; those that rye answers with an orderly end are its caller's. */
const DEADLY = ['SIGQUIT', 'SIGABRT'] as const;

/**
 * Watches over a terminal from the first escape byte on. A screen library gives back what it took itself, and not when
 * the process is stopped; the modes that only we know of, and the stop, are why this stands around it.
 */
export function guardTerminal(stdout: NodeJS.WriteStream, process: GuardedProcess): TerminalGuard {
  const modes = new Map<ScreenMode, boolean>();
  const fault = Promise.withResolvers<Error>();
  let screen: GuardedScreen | undefined;
  let released = false;
  let lent = false;
  let stopsToIgnore = 0;

  const write = (bytes: string): void => {
    // A terminal that is gone takes nothing; its signal ends the process.
    if (!stdout.destroyed) stdout.write(bytes);
  };
  const giveBack = (): void => {
    if (released) return;
    released = true;
    try {
      screen?.takeDown();
    } finally {
      write(RESETS);
    }
  };
  const fail = (thrown: unknown): void => {
    // First of all, so that nobody takes the end that follows for a wish to quit.
    fault.resolve(thrown instanceof Error ? thrown : new Error(String(thrown)));
    giveBack();
  };
  const lend = async (use: () => void | Promise<void>): Promise<void> => {
    if (lent || released || !screen) return;
    lent = true;
    try {
      const takeAgain = await screen.handOver();
      write(RESETS);
      try {
        await use();
      } finally {
        for (const [mode, on] of modes) if (on) write(modeBytes(mode, true));
        await takeAgain();
      }
    } finally {
      lent = false;
    }
  };
  /** The whole group stops, as a terminal's own ^z would have it: a launcher or an npm above us is part of the job. */
  const stopGroup = (): void => {
    stopsToIgnore += 1;
    process.kill(0, 'SIGSTOP');
  };
  const stopped = (): void => {
    // The terminal is lent to an editor that was stopped: all that is left to do is to stop with it.
    if (lent) stopGroup();
    else void lend(stopGroup).catch(fail);
  };
  /** Somebody else stopped us, and the shell has drawn over the screen since. */
  const continued = (): void => {
    if (stopsToIgnore > 0) stopsToIgnore -= 1;
    else void lend(() => undefined).catch(fail);
  };
  const deadly = (signal: NodeJS.Signals): void => {
    giveBack();
    leave();
    process.kill(process.pid, signal);
  };
  const leave = (): void => {
    process.off('exit', giveBack);
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
    process.off('SIGTSTP', stopped);
    process.off('SIGCONT', continued);
    for (const signal of DEADLY) process.off(signal, deadly);
  };

  process.on('exit', giveBack);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.on('SIGTSTP', stopped);
  process.on('SIGCONT', continued);
  for (const signal of DEADLY) process.on(signal, deadly);

  return {
    fault: fault.promise,
    attach(attached) {
      screen = attached;
    },
    setMode(mode, on) {
      modes.set(mode, on);
      write(modeBytes(mode, on));
    },
    suspend: () => lend(stopGroup),
    lend,
    release() {
      giveBack();
      leave();
    },
  };
}
