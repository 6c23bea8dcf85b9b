import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AppContext } from '#app';
import type { Io } from './io.ts';

/** What a command is given to hang itself into the program. */
export interface CommandSite {
  program: Command;
  io: Io;
  setExit: (code: number) => void;
}

/** The process as the use cases see it; loads the app. */
export async function appContext({ program, io }: CommandSite): Promise<AppContext> {
  const [{ packageRoot, packageVersion, systemClock, systemRandomness, UsageError }, { hostname }] = await Promise.all([
    import('#app'),
    import('node:os'),
  ]);
  const { directory } = program.opts<{ directory?: string }>();
  const cwd = resolve(io.cwd, directory ?? '.');
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${cwd} is no folder.`, 'Give -C a folder that exists.');
  }
  return {
    cwd,
    env: io.env,
    clock: systemClock,
    randomness: systemRandomness,
    packageRoot,
    version: packageVersion,
    process: { pid: process.pid, host: hostname() },
    nodePath: process.execPath,
  };
}

/** Adds an example to a command's help. */
export function withExample(command: Command, ...examples: string[]): Command {
  return command.addHelpText(
    'after',
    `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((line) => `  ${line}\n`).join('')}`,
  );
}
