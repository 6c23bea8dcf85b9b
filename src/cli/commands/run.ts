import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type JsonObject, newRunId } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';

interface Flags extends RunFlags {
  input?: Record<string, string>;
  inputs?: string;
  kind?: 'directive' | 'graph';
  node?: string;
  state?: string;
  since?: string;
  trustCommands?: boolean;
}

export function registerRun(site: CommandSite): void {
  const command = site.program
    .command('run <item>')
    .description('run a directive or a graph to its end')
    .option('-i, --input <name=value>', 'an input; may be given many times', parseInput)
    .option('--inputs <file>', 'inputs as a JSON object, from a file or - for standard input')
    .addOption(new Option('--kind <kind>', 'what the item is').choices(['directive', 'graph']))
    .option('--node <name>', 'of a graph: visit only this node')
    .option('--state <file>', 'of a graph: what its state begins with, as a JSON object, from a file or -')
    .option('--since <run[@seq]>', 'take over from that run what has not changed; only the rest is asked and paid for')
    .option('--trust-commands', 'with --since: what commands and scripts have read counts as unchanged')
    .option('--run-id <id>', 'the id of the new run');
  withExample(addRunOptions(command), 'rye run survey --offline', 'rye run hello --offline -i name=Ada --json').action(
    (item: string, flags: Flags) => run(site, item, flags),
  );
}

async function run(site: CommandSite, item: string, flags: Flags): Promise<void> {
  const { runItem, systemRandomness, UsageError } = await import('#app');
  const context = await appContext(site);
  if (flags.detach) {
    if (flags.inputs === '-' || flags.state === '-') {
      throw new UsageError('A detached run has no standard input.', 'Give the inputs as a file.');
    }
    const runId = flags.runId ?? newRunId(item, systemRandomness);
    return startDetached(site, flags, runId, detachedArgs(site, runId));
  }
  const inputs = flags.inputs === undefined ? undefined : await readObject(site, context.cwd, flags.inputs, 'inputs');
  const state = flags.state === undefined ? undefined : await readObject(site, context.cwd, flags.state, 'state');
  const walk = { ...(flags.node !== undefined && { node: flags.node }), ...(state && { state }) };
  await showDrive(site, flags, (observer) =>
    runItem(context, {
      ...runOptions(flags, site.io),
      observer,
      item,
      ...(flags.input && { rawInputs: flags.input }),
      ...(inputs && { inputs }),
      ...(flags.kind && { kind: flags.kind }),
      ...(Object.keys(walk).length > 0 && { walk }),
      ...(flags.since !== undefined && {
        since: { point: flags.since, ...(flags.trustCommands && { trustCommands: true }) },
      }),
      ...(flags.runId !== undefined && { runId: flags.runId }),
    }),
  );
}

/** The command line that was given, for the process that does the work; it starts in the folder that `-C` names. */
export function detachedArgs({ program }: CommandSite, runId?: string): string[] {
  const { rawArgs } = program as Command & { rawArgs: string[] };
  const args = rawArgs.filter((arg, index) => {
    const isValue = index > 0 && DIRECTORY.has(rawArgs[index - 1] ?? '');
    return !DROPPED.has(arg) && !DIRECTORY.has(arg) && !isValue && !/^(--directory=|-C.)/.test(arg);
  });
  const quiet = args.includes('--quiet') ? [] : ['--quiet'];
  return [...args, ...quiet, ...(runId === undefined || args.includes('--run-id') ? [] : ['--run-id', runId])];
}

const DIRECTORY = new Set(['-C', '--directory']);
const DROPPED = new Set(['--detach', '--json', '--ndjson', '--tui']);

/** @param what What is read, for messages: `inputs`. */
async function readObject(site: CommandSite, cwd: string, file: string, what: string): Promise<JsonObject> {
  const { UsageError } = await import('#app');
  const text =
    file === '-'
      ? await site.io.readInput()
      : await readFile(resolve(cwd, file), 'utf8').catch((error: Error) => {
          throw new UsageError(
            `The ${what} cannot be read: ${error.message}`,
            'Give a file that holds a JSON object, or - for standard input.',
          );
        });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(
      `The ${what} cannot be read: no JSON: ${error.message}`,
      'Give a JSON object, such as {"name": "value"}.',
    );
  }
  throw new UsageError(`The ${what} cannot be read: no JSON object.`, 'Give one, such as {"name": "value"}.');
}

/** Reads `name=value` over what was read before. @throws {InvalidArgumentError} */
export function parseInput(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('It must look like name=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
