import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { AppContext } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { detachedArgs } from './run.ts';

interface Flags extends RunFlags {
  message?: string;
  messageFile?: string;
  claim?: string;
}

export function registerResume(site: CommandSite): void {
  const command = site.program
    .command('resume [run]')
    .description('go on with a run; without one, the newest that can be gone on with')
    .option('--message <text>', 'something new to do, or to know')
    .addOption(new Option('--message-file <file>', 'the same, read from a file').conflicts('message'));
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
