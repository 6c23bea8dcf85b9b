import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  force?: boolean;
  reason?: string;
  json?: boolean;
}

/** `rye move RUN CARD COLUMN`: a card of the run's board, by hand. */
export function registerMove(site: CommandSite): void {
  withExample(
    site.program
      .command('move <run> <card> <column>')
      .description(
        'move a card of the board: forward through the gates, back with a reason; works from another process too',
      )
      .option('--force', 'move it in spite of red gates; the history says so')
      .option('--reason <text>', 'why it is sent back, or forced')
      .option('--json', 'print one JSON document'),
    'rye move survey-ghjkmn c1 REVIEW',
  ).action((runId: string, card: string, column: string, flags: Flags) => move(site, runId, { card, column, flags }));
}

async function move(
  site: CommandSite,
  runId: string,
  { card, column, flags }: { card: string; column: string; flags: Flags },
): Promise<void> {
  const { steerRun } = await import('#app');
  const to = column.toUpperCase();
  const { run_id, by } = await steerRun(await appContext(site), runId, {
    kind: 'move_card',
    card,
    to,
    ...(flags.force && { force: true }),
    ...(flags.reason !== undefined && { note: flags.reason }),
  });
  site.io.out(
    flags.json ? `${JSON.stringify({ run_id, card, column: to, by })}\n` : `${card} of ${run_id} is in ${to}.\n`,
  );
}
