import { threadDocument } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { runText } from '../output/run-text.ts';

export function registerShow(site: CommandSite): void {
  withExample(
    site.program
      .command('show <run[@seq]> [thread]')
      .description('the state at a point of history')
      .option('--json', 'print one JSON document'),
    'rye show survey-ghjkmn@40',
    'rye show survey-ghjkmn@40 root --json',
  ).action((point: string, thread: string | undefined, flags: { json?: boolean }) => show(site, point, thread, flags));
}

async function show(
  site: CommandSite,
  point: string,
  thread: string | undefined,
  flags: { json?: boolean },
): Promise<void> {
  const { findThread, readRun } = await import('#app');
  const { state, document } = await readRun(await appContext(site), point);
  if (thread !== undefined)
    site.io.out(`${JSON.stringify(threadDocument(state, findThread(state, thread)), null, flags.json ? 0 : 2)}\n`);
  else site.io.out(flags.json ? `${JSON.stringify(document)}\n` : runText(document, site.io.colour, 'status'));
}
