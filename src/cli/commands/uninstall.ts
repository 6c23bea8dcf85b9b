import type { RemovalDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { bytesText } from '../output/bytes.ts';

interface Flags {
  yes?: boolean;
  unfinished?: boolean;
  json?: boolean;
}

export function registerUninstall(site: CommandSite): void {
  withExample(
    site.program
      .command('uninstall')
      .description('take everything that rye keeps out of this project; without --yes it only says what would go')
      .option('--yes', 'do it')
      .option('--unfinished', 'runs that have not ended go too')
      .option('--json', 'print one JSON document'),
    'rye uninstall',
    'rye uninstall --yes',
  ).action((flags: Flags) => remove(site, flags));
}

async function remove(site: CommandSite, { yes = false, unfinished = false, json }: Flags): Promise<void> {
  const { uninstall } = await import('#app');
  const removal = await uninstall(await appContext(site), { confirmed: yes, unfinished });
  site.io.out(json ? `${JSON.stringify(removal)}\n` : toText(removal));
}

function toText({ removed, runs, unfinished, bytes, paths, worktrees }: RemovalDocument): string {
  if (paths.length === 0) return 'rye keeps nothing of this project.\n';
  const lines = [
    `${removed ? 'gone' : 'would go'}: ${runs.length} runs, ${bytesText(bytes)}`,
    ...(unfinished.length > 0 ? [`not ended: ${unfinished.join(', ')}`] : []),
    ...worktrees.map((path) => `the runs of this worktree are among them: ${path}`),
    ...paths.map((path) => `  ${path}`),
    ...(removed ? [] : ['Nothing was changed. rye uninstall --yes does it.']),
  ];
  return `${lines.join('\n')}\n`;
}
