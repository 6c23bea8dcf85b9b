import { appContext, type CommandSite, withExample } from '../command-site.ts';

export function registerCancel(site: CommandSite): void {
  withExample(
    site.program
      .command('cancel <run> [thread]')
      .description('cancel a run, or one thread with everything below it; works from another process too')
      .option('--json', 'print one JSON document'),
    'rye cancel survey-ghjkmn',
  ).action((runId: string, thread: string | undefined, flags: { json?: boolean }) =>
    cancel(site, runId, thread, flags),
  );
}

async function cancel(
  site: CommandSite,
  runId: string,
  thread: string | undefined,
  flags: { json?: boolean },
): Promise<void> {
  const { cancelRun } = await import('#app');
  const done = await cancelRun(await appContext(site), runId, thread);
  site.io.out(flags.json ? `${JSON.stringify(done)}\n` : `${done.thread} of ${done.run_id} is cancelled.\n`);
}
