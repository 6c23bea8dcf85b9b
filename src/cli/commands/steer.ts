import { InvalidArgumentError } from 'commander';
import type { Wish } from '#app';
import type { LimitName } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { parseLimit } from '../run-options.ts';

interface Flags {
  json?: boolean;
}

type Kind = Exclude<Extract<Wish, { thread?: string }>['kind'], 'raise_limit' | 'message'>;

/** What each command says of itself, and of what came of it. */
const COMMANDS = [
  { kind: 'pause', does: 'let a run, or one thread with everything below it, make no further call', done: 'is paused' },
  { kind: 'unpause', does: 'let a paused run, or one thread with everything below it, go on', done: 'goes on' },
  { kind: 'cancel', does: 'cancel a run, or one thread with everything below it', done: 'is cancelled' },
  { kind: 'kill', does: 'end a run, or one thread with everything below it, at once', done: 'is killed' },
  {
    kind: 'wrap_up',
    name: 'wrap-up',
    does: 'let a thread that stands at a limit answer once more, to hand over what it has',
    done: 'wraps up',
  },
] as const satisfies readonly { kind: Kind; name?: string; does: string; done: string }[];

/** The commands that steer a run, whoever drives it. */
export function registerSteering(site: CommandSite): void {
  for (const { kind, does, done, ...named } of COMMANDS) {
    const name = 'name' in named ? named.name : kind;
    withExample(
      site.program
        .command(`${name} <run> [thread]`)
        .description(`${does}; works from another process too`)
        .option('--json', 'print one JSON document'),
      `rye ${name} survey-ghjkmn`,
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

/** `rye raise RUN [THREAD] NAME=VALUE`: the budget of a run, or a limit of one thread. */
export function registerRaise(site: CommandSite): void {
  withExample(
    site.program
      .command('raise <run> <thread-or-limit> [limit]')
      .description(
        'raise a limit of a thread, by name=value, or the budget of a run, by spend=USD; works from another process too',
      )
      .option('--json', 'print one JSON document'),
    'rye raise survey-ghjkmn root turns=40',
  ).action(async (runId: string, first: string, second: string | undefined, flags: Flags) => {
    const [thread, given] = second === undefined ? ['root', first] : [first, second];
    const { limit, to } = await limitOf(given);
    const wish: Wish =
      limit === 'spend' && thread === 'root'
        ? { kind: 'raise_budget', usd: to }
        : { kind: 'raise_limit', thread, limit, to };
    return steer(site, runId, wish, { flags, done: `has a limit of ${limit} of ${to}` });
  });
}

/** @throws {UsageError} it is no limit, or no number */
async function limitOf(given: string): Promise<{ limit: LimitName; to: number }> {
  try {
    const [[limit, to] = []] = Object.entries(parseLimit(given)) as [LimitName, number][];
    if (limit !== undefined && to !== undefined) return { limit, to };
    throw new InvalidArgumentError('It names no limit.');
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const { UsageError } = await import('#app');
    throw new UsageError(error.message, 'Give a limit such as turns=40.');
  }
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
