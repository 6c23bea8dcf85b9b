import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { runText } from '../output/run-text.ts';

export function registerStatus(site: CommandSite): void {
  withExample(
    site.program
      .command('status <run>')
      .description('the tree of a run, its budget, and what each thread waits for')
      .option('--json', 'print one JSON document'),
    'rye status survey-ghjkmn',
  ).action((runId: string, flags: { json?: boolean }) => status(site, runId, flags));
}

async function status(site: CommandSite, runId: string, flags: { json?: boolean }): Promise<void> {
  const { readRun } = await import('#app');
  const { document } = await readRun(await appContext(site), runId);
  site.io.out(flags.json ? `${JSON.stringify(document)}\n` : runText(document, site.io.colour, 'status'));
}
