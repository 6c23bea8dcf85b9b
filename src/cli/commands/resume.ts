import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { AppContext, LatestDocument } from '#app';
import { countText } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { detachedArgs } from './run.ts';

interface Flags extends RunFlags {
  message?: string;
  messageFile?: string;
  claim?: string;
  latest?: boolean;
}

export function registerResume(site: CommandSite): void {
  const command = site.program
    .command('resume [run]')
    .description('go on with a run; without one, the newest that can be gone on with')
    .option('--message <text>', 'something new to do, or to know')
    .addOption(new Option('--message-file <file>', 'the same, read from a file').conflicts('message'));
  command.option('--latest', 'go on with the definitions of today, in a fork; the run itself stays as it is');
  command.option('--run-id <id>', 'with --latest: the id of the fork');
  command.option('--claim <remote>', 'say at a git remote that you go on with it; exit 5 where somebody else has');
  withExample(addRunOptions(command), 'rye resume', 'rye resume survey-ghjkmn --budget 2').action(
    (runId: string | undefined, flags: Flags) => resume(site, runId, flags),
  );
}

async function resume(site: CommandSite, runId: string | undefined, flags: Flags): Promise<void> {
  const { newestResumable, resumeRun, UsageError } = await import('#app');
  if (flags.commit !== undefined) {
    throw new UsageError('--commit is chosen when a run starts.', 'Leave it out; the run goes on as it began.');
  }
  const context = await appContext(site);
  const id = runId ?? (await newestResumable(context));
  if (flags.latest) return resumeLatest(site, id, flags);
  if (flags.detach) {
    const args = detachedArgs(site);
    return startDetached(site, flags, id, runId === undefined ? [...args, id] : args);
  }
  const message = await messageOf(context, flags);
  const options = {
    ...runOptions(flags, site.io),
    runId: id,
    ...(message !== undefined && { message }),
    ...(flags.claim !== undefined && { claim: flags.claim }),
    ...(!flags.quiet && { note: (line: string) => site.io.err(`rye: ${line}\n`) }),
  };
  await showDrive(site, flags, (observer) => resumeRun(context, { ...options, observer }));
}

/** Says what has changed, forks, and goes on with the fork; where nothing has, the run itself goes on. */
async function resumeLatest(site: CommandSite, id: string, flags: Flags): Promise<void> {
  const { forkToLatest, resumeRun, UsageError } = await import('#app');
  if (flags.detach || flags.claim !== undefined)
    throw new UsageError(
      '--latest makes another run.',
      'Leave out --detach and --claim; resume the new run with them.',
    );
  const context = await appContext(site);
  const latest = await forkToLatest(context, id, flags.runId);
  if (!flags.quiet) site.io.err(latestText(latest));
  const message = await messageOf(context, flags);
  const options = {
    ...runOptions(flags, site.io),
    runId: latest.run_id ?? latest.from.run_id,
    ...(message !== undefined && { message }),
  };
  await showDrive(site, flags, (observer) => resumeRun(context, { ...options, observer }));
}

function latestText({ run_id, from, changed, valid, stale }: LatestDocument): string {
  if (run_id === undefined) return `rye: nothing that ${from.run_id} uses has changed; it goes on as it is\n`;
  const lines = [
    ...changed.map(({ kind, id, was, is }) => `${kind} ${id} has changed: ${was.slice(0, 12)} → ${is.slice(0, 12)}`),
    `${countText(valid.length, 'finished thread')} would do the same again`,
    ...stale.map(({ place, because }) => `${place} has ended, and keeps what it did: ${because}`),
    ...(stale.length > 0 ? ['`rye run ITEM --since RUN` does those again'] : []),
    `${run_id} goes on, forked from ${from.run_id}@${from.seq}, which stays`,
  ];
  return lines.map((line) => `rye: ${line}\n`).join('');
}

/** A message that is long, or not for the list of processes, comes in a file. */
async function messageOf({ cwd }: AppContext, { message, messageFile }: Flags): Promise<string | undefined> {
  if (messageFile === undefined) return message;
  try {
    return await readFile(resolve(cwd, messageFile), 'utf8');
  } catch (error) {
    const { UsageError } = await import('#app');
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The message cannot be read: ${reason}`, 'Give a file that holds text.');
  }
}
