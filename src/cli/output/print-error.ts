import { type ErrorFact, ExitCode, errorFact, oneLine, RyeError } from '#protocol';
import type { Io } from '../io.ts';
import { asEnvironmentError } from './environment-error.ts';

/**
 * Prints what went wrong: for people a line what and why, and a line what to do; for scripts one document.
 * @returns the exit code
 */
export function printError(thrown: unknown, io: Io, json: boolean): number {
  const error = asEnvironmentError(thrown);
  const fact = errorFact(error);
  if (json) io.out(`${JSON.stringify({ error: fact })}\n`);
  else io.err(errorText(fact));
  if (error instanceof RyeError) return error.exitCode;
  if (!json && io.env['RYE_DEBUG'] && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return ExitCode.failed;
}

/** An error for people. A message that names several places keeps its lines. */
export function errorText({ code, message, hint }: ErrorFact): string {
  const lines = message.split('\n').map((line) => oneLine(line, 2000));
  return [`rye: ${lines.join('\n')}`, ...(hint === undefined ? [] : [`  ${hint}`]), `  [${code}]`, ''].join('\n');
}
