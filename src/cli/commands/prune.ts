import type { PruneDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { bytesText } from '../output/bytes.ts';

interface Flags {
  yes?: boolean;
  json?: boolean;
}

export function registerPrune(site: CommandSite): void {
  withExample(
    site.program
      .command('prune <run...>')
      .description('take out of runs what was said in them; ids, hashes, decisions and costs stay')
      .option('--yes', 'do it; without it only what would go is told')
      .option('--json', 'print one JSON document'),
    'rye prune survey-ghjkmn',
    'rye prune survey-ghjkmn --yes',
  ).action((runs: string[], flags: Flags) => prune(site, runs, flags));
}

async function prune(site: CommandSite, runIds: string[], { yes = false, json }: Flags): Promise<void> {
  const { pruneRuns } = await import('#app');
  const document = await pruneRuns(await appContext(site), { runIds, confirmed: yes });
  site.io.out(json ? `${JSON.stringify(document)}\n` : toText(document, yes));
}

function toText({ runs, collected }: PruneDocument, done: boolean): string {
  const rows = runs.flatMap(({ run_id, events, contents, bytes, pruned, still_in }) => [
    `${run_id}: ${pruned ? 'pruned' : 'would go'}: the texts of ${events} events, ${contents} files and contents, ${bytesText(bytes)} in its folder`,
    ...still_in.map(
      (held) => `  ${held.run_id} shares its first ${held.events} events, and holds what was said in them`,
    ),
  ]);
  const holding = [...new Set(runs.flatMap(({ still_in }) => still_in.map(({ run_id }) => run_id)))];
  if (holding.length > 0)
    rows.push(
      `Forks keep what they share: to take that out too, \`rye prune ${holding.join(' ')}\`${done ? ' --yes' : ''}.`,
    );
  return `${[...rows, lastLine({ done, collected, held: holding.length > 0 })].join('\n')}\n`;
}

function lastLine({ done, collected, held }: { done: boolean; collected: boolean; held: boolean }): string {
  if (!done) return 'Ids, hashes, decisions and costs stay. Nothing was changed; rye prune --yes does it.';
  if (!collected) return 'A run is driven: what no run names any more goes with the next rye gc.';
  return `Nothing${held ? ' else' : ''} of it is left on this disk. Copies at remotes are not touched.`;
}
