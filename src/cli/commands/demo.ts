import { Option } from 'commander';
import type { AppContext } from '#app';
import { newRunId } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive, startDetached } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { detachedArgs } from './run.ts';
import { openCockpit, requireTerminal } from './tui.ts';

const ITEM = 'survey';

interface Flags extends RunFlags {
  tui?: boolean;
}

export function registerDemo(site: CommandSite): void {
  const command = site.program
    .command('demo')
    .description('survey this repository with real tools; a script decides in the model’s place')
    .option('--run-id <id>', 'the id of the new run')
    .addOption(new Option('--tui', 'watch it in the cockpit').conflicts(['detach', 'json', 'ndjson', 'quiet']));
  withExample(addRunOptions(command), 'rye demo', 'rye demo --tui').action((flags: Flags) => demo(site, flags));
}

async function demo(site: CommandSite, flags: Flags): Promise<void> {
  if (flags.tui) return watchDemo(site, flags);
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

/** The run goes on by itself; the cockpit only shows it. */
async function watchDemo(site: CommandSite, flags: Flags): Promise<void> {
  requireTerminal();
  const context: AppContext = await appContext(site);
  const { detachRun } = await import('#app');
  const runId = flags.runId ?? newRunId(ITEM, context.randomness);
  await detachRun(context, runId, detachedArgs(site, runId));
  const provider = flags.provider === undefined ? { offline: true } : { provider: flags.provider };
  await openCockpit(site, context, provider, { runId });
}
