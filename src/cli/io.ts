/** The streams and surroundings of one command, so that a test can hand in its own. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Colours may be used on `out`. */
  colour: boolean;
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. */
  interrupt: AbortSignal;
}

/** The real ones. The second signal ends the process at once: what is acknowledged is on disk already. */
export function processIo(): Io {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  // A reader that has seen enough (`| head`) is no fault of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readInput,
    env: process.env,
    cwd: process.cwd(),
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    interrupt: controller.signal,
  };
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
