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
  const rows = runs.map(
    ({ run_id, events, contents, bytes, pruned }) =>
      `${run_id}: ${pruned ? 'pruned' : 'would go'}: the texts of ${events} events, ${contents} files and contents, ${bytesText(bytes)} in its folder`,
  );
  const last = done
    ? collected
      ? 'Nothing of it is left on this disk. Copies at remotes are not touched.'
      : 'A run is driven: what no run names any more goes with the next rye gc.'
    : 'Ids, hashes, decisions and costs stay. Nothing was changed; rye prune --yes does it.';
  return `${[...rows, last].join('\n')}\n`;
}
