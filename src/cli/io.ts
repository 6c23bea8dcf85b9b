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
  /** A person sits at a terminal. */
  interactive: boolean;
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. */
  interrupt: AbortSignal;
}

/** A terminal and a launcher may both pass one Ctrl-C on: what comes so soon after it is the same one. In ms. */
const SAME_SIGNAL_MS = 1000;

/** The real ones. A second signal ends the process at once: what is acknowledged is on disk already. */
export function processIo(): Io {
  const controller = new AbortController();
  let again = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (again) process.exit(130);
      setTimeout(() => {
        again = true;
      }, SAME_SIGNAL_MS).unref();
      controller.abort();
    });
  }
  // A launcher that is killed takes its run with it: nobody is left to stop it.
  process.once('disconnect', () => controller.abort());
  process.channel?.unref();
  // A reader that has seen enough (`| head`) is no fault of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readInput,
    env: process.env,
    cwd: currentFolder(),
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    interactive: process.stdout.isTTY === true && process.stdin.isTTY === true,
    interrupt: controller.signal,
  };
}

/** The folder may be deleted under the shell; its name is then all that is left of it. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '.';
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
