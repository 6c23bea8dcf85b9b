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
  const { findThread, readRun, UsageError } = await import('#app');
  const [runId = '', at] = point.split('@', 2);
  const seq = at === undefined ? undefined : Number(at);
  if (seq !== undefined && !(Number.isInteger(seq) && seq > 0)) {
    throw new UsageError(
      `"${at}" is no event number.`,
      'Write RUN@SEQ, such as survey-ghjkmn@40; `rye log RUN` shows the numbers.',
    );
  }
  const { state, document } = await readRun(await appContext(site), runId, seq);
  if (seq !== undefined && seq > state.seq) {
    throw new UsageError(`${runId} has ${state.seq} events; there is no event ${seq}.`, 'See `rye log RUN`.');
  }
  if (thread !== undefined)
    site.io.out(`${JSON.stringify(threadDocument(state, findThread(state, thread)), null, flags.json ? 0 : 2)}\n`);
  else site.io.out(flags.json ? `${JSON.stringify(document)}\n` : runText(document, site.io.colour, 'status'));
}
