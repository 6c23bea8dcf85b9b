import { costText } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

export function registerRuns(site: CommandSite): void {
  withExample(
    site.program.command('runs').description('list the runs, newest first').option('--json', 'print one JSON document'),
    'rye runs',
  ).action((flags: { json?: boolean }) => runs(site, flags));
}

async function runs(site: CommandSite, flags: { json?: boolean }): Promise<void> {
  const { listRuns } = await import('#app');
  const rows = await listRuns(await appContext(site));
  if (flags.json) {
    site.io.out(`${JSON.stringify({ runs: rows })}\n`);
  } else if (rows.length === 0) {
    site.io.out('No runs yet. Start one with `rye demo`.\n');
  } else {
    const table = rows.map((row) => [
      row.run_id,
      row.item ?? '',
      row.status,
      costText(row.cost_usd, row.simulated === true),
      String(row.threads),
      String(row.events),
      row.started_at ?? row.error ?? '',
    ]);
    site.io.out(
      `${columns([['RUN', 'ITEM', 'STATUS', 'COST', 'THREADS', 'EVENTS', 'STARTED'], ...table], [4, 5]).join('\n')}\n`,
    );
  }
}
