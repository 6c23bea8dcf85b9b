import type { Wish } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  json?: boolean;
}

type Kind = Extract<Wish, { thread?: string }>['kind'];

/** What each command says of itself, and of what came of it. */
const COMMANDS = [
  { kind: 'pause', does: 'let a run, or one thread with everything below it, make no further call', done: 'is paused' },
  { kind: 'unpause', does: 'let a paused run, or one thread with everything below it, go on', done: 'goes on' },
  { kind: 'cancel', does: 'cancel a run, or one thread with everything below it', done: 'is cancelled' },
  { kind: 'kill', does: 'end a run, or one thread with everything below it, at once', done: 'is killed' },
] as const satisfies readonly { kind: Kind; does: string; done: string }[];

/** The commands that steer a run, whoever drives it. */
export function registerSteering(site: CommandSite): void {
  for (const { kind, does, done } of COMMANDS) {
    withExample(
      site.program
        .command(`${kind} <run> [thread]`)
        .description(`${does}; works from another process too`)
        .option('--json', 'print one JSON document'),
      `rye ${kind} survey-ghjkmn`,
    ).action((runId: string, thread: string | undefined, flags: Flags) =>
      steer(site, runId, { kind, ...(thread !== undefined && { thread }) }, { flags, done }),
    );
  }
  withExample(
    site.program
      .command('message <run> <thread> <text>')
      .description('tell a thread something, which its model reads at its next turn; works from another process too')
      .option('--json', 'print one JSON document'),
    'rye message survey-ghjkmn root "Leave the tests out."',
  ).action((runId: string, thread: string, text: string, flags: Flags) =>
    steer(site, runId, { kind: 'message', thread, text }, { flags, done: 'is told' }),
  );
}

async function steer(
  site: CommandSite,
  runId: string,
  wish: Wish,
  { flags, done }: { flags: Flags; done: string },
): Promise<void> {
  const { steerRun } = await import('#app');
  const steered = await steerRun(await appContext(site), runId, wish);
  const text = `${steered.thread} of ${steered.run_id} ${done}.`;
  site.io.out(flags.json ? `${JSON.stringify(steered)}\n` : `${text}\n`);
}
