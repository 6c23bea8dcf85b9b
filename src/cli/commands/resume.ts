import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { detachedArgs } from './run.ts';

interface Flags extends RunFlags {
  message?: string;
}

export function registerResume(site: CommandSite): void {
  const command = site.program
    .command('resume [run]')
    .description('go on with a run; without one, the newest that can be gone on with')
    .option('--message <text>', 'something new to do, or to know');
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
  const options = {
    ...runOptions(flags, site.io),
    runId: id,
    ...(flags.message !== undefined && { message: flags.message }),
  };
  await showDrive(site, flags, (observer) => resumeRun(context, { ...options, observer }));
}
