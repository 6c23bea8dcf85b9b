import { Option } from 'commander';
import type { CostGroup } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { costCsv } from '../output/cost-csv.ts';
import { costTableText } from '../output/cost-text.ts';

interface Flags {
  by?: CostGroup;
  json?: boolean;
  csv?: boolean;
}

export function registerCost(site: CommandSite): void {
  withExample(
    site.program
      .command('cost [runs...]')
      .description('what runs cost, and what caching and taking over saved; without a run, all of them')
      .addOption(
        new Option('--by <what>', 'thread for one run, run for several').choices([
          'run',
          'thread',
          'directive',
          'model',
          'tool',
          'day',
        ]),
      )
      .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
      .option('--csv', 'print comma-separated values'),
    'rye cost survey-ghjkmn',
    'rye cost --by day --csv',
  ).action((runs: string[], flags: Flags) => cost(site, runs, flags));
}

async function cost(site: CommandSite, runs: string[], flags: Flags): Promise<void> {
  const { readCost } = await import('#app');
  const document = await readCost(await appContext(site), runs, flags.by ?? (runs.length === 1 ? 'thread' : 'run'));
  for (const { run_id, reason } of document.unread) site.io.err(`rye: ${run_id} is left out: ${reason}\n`);
  if (flags.json) site.io.out(`${JSON.stringify(document)}\n`);
  else site.io.out(flags.csv ? costCsv(document) : costTableText(document, site.io.colour));
}
