import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { checkout, cleanEnv } from './rye.ts';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts';

/** As for any terminal; the environment is that of every `rye` in tests, with what is given added. */
export interface RyeTerminalOptions extends Omit<TerminalOptions, 'env'> {
  env?: Record<string, string>;
  /** The Node that the launcher runs on. @default the one that the tests run on */
  node?: string;
}

/** Starts a program in a terminal that is closed when the test ends. */
export function testTerminal(argv: readonly [string, ...string[]], options: RyeTerminalOptions): Terminal {
  const { env = {}, ...rest } = options;
  const terminal = openTerminal(argv, { ...rest, env: cleanEnv({ LC_ALL: 'C.UTF-8', ...env }) });
  onTestFinished(() => terminal.close());
  return terminal;
}

/** Starts the built `rye` in a terminal. */
export function ryeTerminal(args: readonly string[], options: RyeTerminalOptions): Terminal {
  return testTerminal([options.node ?? process.execPath, join(checkout, 'bin', 'rye.js'), ...args], options);
}
