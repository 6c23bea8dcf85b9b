import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { runText } from '../output/run-text.ts';

export function registerStatus(site: CommandSite): void {
  withExample(
    site.program
      .command('status [run]')
      .description('the tree of a run, its budget, and what each thread does; without one, of the newest')
      .option('--json', 'print one JSON document'),
    'rye status survey-ghjkmn',
  ).action((runId: string | undefined, flags: { json?: boolean }) => status(site, runId, flags));
}

async function status(site: CommandSite, runId: string | undefined, flags: { json?: boolean }): Promise<void> {
  const { newestRun, readRun } = await import('#app');
  const context = await appContext(site);
  const { document } = await readRun(context, runId ?? (await newestRun(context)));
  site.io.out(flags.json ? `${JSON.stringify(document)}\n` : runText(document, site.io.colour, 'status'));
}
