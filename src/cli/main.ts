import { CommanderError } from 'commander';
import { ExitCode } from '#protocol';
import { addCompletion } from './commands/completion.ts';
import { type Io, processIo } from './io.ts';
import { printError } from './output/print-error.ts';
import { createProgram } from './program.ts';

/** Runs `rye` with the process's own streams. @param args The command line without node and script. */
export function main(args: string[]): Promise<number> {
  return executeCli(args, processIo());
}

/**
 * One command line in, text and an exit code out. Every error is printed here and nowhere else.
 * @returns the exit code of the contract
 */
export async function executeCli(args: string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  let exitCode: number = ExitCode.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await addCompletion(program, args);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error, io, json);
    return printError(error, io, json);
  }
}

/** Help and version end with 0; anything else that commander refuses is wrong usage. */
function commanderExit(error: CommanderError, io: Io, json: boolean): number {
  if (error.exitCode === 0) return ExitCode.done;
  if (json) {
    const message = error.message.replace(/^error: /, '');
    const fact = { code: 'cli/usage', message, hint: 'See `rye --help`.', data: { reason: error.code } };
    io.out(`${JSON.stringify({ error: fact })}\n`);
  }
  return ExitCode.usage;
}
