import type { AppContext, ProviderChoice, RunPoint } from '#app';
import { ExitCode, RyeError } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

/** Standard input or output is a file or a pipe. */
export class NoTerminalError extends RyeError {
  readonly code = 'cli/no-terminal';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { stream: 'input' | 'output' }) {
    super(`The cockpit needs a terminal, and standard ${facts.stream} is none.`, {
      hint: 'Here `rye runs`, `rye status RUN` and `rye log RUN --follow` tell the same, also as --json.',
      data: facts,
    });
  }
}

interface Flags {
  ascii?: boolean;
  linear?: boolean;
  offline?: boolean;
  provider?: string;
}

export function registerTui(site: CommandSite): void {
  const command = site.program
    .command('tui [run[@seq]]')
    .description('the cockpit: all runs of the project, or one, also as it stood at an event')
    .option('--ascii', 'draw with plain ASCII only')
    .option('--linear', 'lines that are only added, for screen readers; also with ACCESSIBLE=1')
    .option('--offline', 'what is started here is answered by scripts in the model’s place')
    .option('--provider <name>', 'who answers what is started here: anthropic, offline, replay:RUN');
  withExample(command, 'rye tui', 'rye tui survey-ghjkmn', 'rye tui survey-ghjkmn@40', 'rye tui --linear').action(
    async (run: string | undefined, flags: Flags) => {
      requireTerminal();
      const context = await appContext(site);
      const point = run === undefined ? undefined : await requireRun(context, run);
      await openCockpit(site, context, flags, point);
    },
  );
}

/** Refuses before a byte is drawn. @throws {NoTerminalError} */
export function requireTerminal(): void {
  if (!process.stdin.isTTY) throw new NoTerminalError({ stream: 'input' });
  if (!process.stdout.isTTY) throw new NoTerminalError({ stream: 'output' });
}

/** A run that cannot be read is opened all the same: the cockpit says why. @throws {RyeError} `store/unknown-run` */
async function requireRun(context: AppContext, text: string): Promise<RunPoint> {
  const { openProject, readPoint } = await import('#app');
  const { store } = await openProject(context);
  const point = await readPoint(store, text);
  const { runId } = point;
  await store.read(runId, 1).catch((error: unknown) => {
    if (error instanceof RyeError && !UNKNOWN.has(error.code)) return;
    throw error;
  });
  return point;
}

const UNKNOWN = new Set(['store/unknown-run', 'protocol/bad-run-id']);

/** Shows the cockpit until it is left; then says on the normal screen where its run stands. */
export async function openCockpit(
  site: CommandSite,
  context: AppContext,
  flags: Flags,
  point?: RunPoint,
): Promise<void> {
  const { io, setExit } = site;
  const { createCockpitActions, openProject } = await import('#app');
  const { name } = await openProject(context);
  const { runCockpit } = await import('#tui');
  const choice: ProviderChoice = {
    ...(flags.offline && { offline: true }),
    ...(flags.provider !== undefined && { provider: flags.provider }),
  };
  const { stdin, stdout, stderr } = process;
  const end = await runCockpit({
    stdin,
    stdout,
    stderr,
    env: io.env,
    clock: context.clock,
    projectName: name,
    ...point,
    ascii: flags.ascii === true,
    colour: io.colour,
    linear: flags.linear === true || needsLines(io.env),
    actions: await createCockpitActions(context, choice),
    interrupt: io.interrupt,
  });
  // What a fault has left running must not keep the process.
  setTimeout(() => process.exit(), LINGER_MS).unref();
  if (end.stray) io.err(end.stray);
  if (end.summary !== undefined) io.out(`${end.summary}\n`);
  if (end.error !== undefined) throw end.error;
  setExit(end.reason === 'interrupted' ? ExitCode.interrupted : ExitCode.done);
}

/** How long what still runs after the cockpit may take to end by itself, in ms. */
const LINGER_MS = 2000;

/** Somebody reads the lines aloud, or the terminal cannot move its cursor. */
function needsLines(env: Readonly<Record<string, string | undefined>>): boolean {
  const asked = [env['ACCESSIBLE'], env['INK_SCREEN_READER']].some(
    (value) => value !== undefined && !['', '0', 'false'].includes(value),
  );
  return asked || env['TERM'] === 'dumb';
}
