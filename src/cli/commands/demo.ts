import { newRunId } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { detachedArgs } from './run.ts';

const ITEM = 'survey';

export function registerDemo(site: CommandSite): void {
  const command = site.program
    .command('demo')
    .description('survey this repository with real tools; a script decides in the model’s place')
    .option('--run-id <id>', 'the id of the new run');
  withExample(addRunOptions(command), 'rye demo').action((flags: RunFlags) => demo(site, flags));
}

async function demo(site: CommandSite, flags: RunFlags): Promise<void> {
  const { runItem, systemRandomness } = await import('#app');
  if (flags.detach) {
    const runId = flags.runId ?? newRunId(ITEM, systemRandomness);
    return startDetached(site, flags, runId, detachedArgs(site, runId));
  }
  const options = runOptions(flags, site.io);
  const runId = flags.runId === undefined ? {} : { runId: flags.runId };
  const context = await appContext(site);
  await showDrive(site, flags, (observer) => {
    const asked = options.provider === undefined ? { ...options, offline: true } : options;
    return runItem(context, { ...asked, observer, item: ITEM, ...runId });
  });
}
