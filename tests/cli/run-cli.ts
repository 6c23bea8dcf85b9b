import { executeCli } from '#cli';

/** What a command printed, and how it ended. */
export interface CliOutcome {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line in this process. @param env Beside PATH there is nothing else in the environment. */
export async function runCli(
  args: string[],
  cwd: string,
  env: Record<string, string | undefined> = {},
): Promise<CliOutcome> {
  const outcome = { code: 0, out: '', err: '' };
  outcome.code = await executeCli(args, {
    out: (text) => {
      outcome.out += text;
    },
    err: (text) => {
      outcome.err += text;
    },
    readInput: () => Promise.resolve(''),
    env: { PATH: process.env['PATH'], ...env },
    cwd,
    colour: false,
    interactive: false,
    interrupt: new AbortController().signal,
  });
  return outcome;
}
