import type { CollectedDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { bytesText } from '../output/bytes.ts';

export function registerGc(site: CommandSite): void {
  withExample(
    site.program
      .command('gc')
      .description('pack the state of this project as small as it gets; runs may go on meanwhile')
      .option('--json', 'print one JSON document'),
    'rye gc',
  ).action((flags: { json?: boolean }) => gc(site, flags));
}

async function gc(site: CommandSite, flags: { json?: boolean }): Promise<void> {
  const { collectGarbage } = await import('#app');
  const found = await collectGarbage(await appContext(site));
  site.io.out(flags.json ? `${JSON.stringify(found)}\n` : toText(found));
}

function toText({ bytes, packs, leftovers, cleared_runs, held_runs }: CollectedDocument): string {
  const lines = [
    `${bytesText(bytes.before)} → ${bytesText(bytes.after)}, ${packs.before} → ${packs.after} packs`,
    ...(leftovers.length > 0 ? [`${leftovers.length} unfinished files of processes that are gone, removed`] : []),
    ...(cleared_runs.length > 0 ? [`cleared of what no longer serves: ${cleared_runs.join(', ')}`] : []),
    ...(held_runs.length > 0
      ? [`driven meanwhile: ${held_runs.join(', ')}; objects that no run names were kept on their account`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
