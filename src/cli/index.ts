/** The command line: argv in, one use case, text or JSON out, an exit code. */
export type { Io } from './io.ts';
export { executeCli, main } from './main.ts';
