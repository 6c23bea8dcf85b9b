import { appContext, type CommandSite, withExample } from '../command-site.ts';

export function registerTranscript(site: CommandSite): void {
  withExample(
    site.program
      .command('transcript <run> [thread]')
      .description('one thread’s conversation as Markdown; without one, the root’s')
      .option('--json', 'print one JSON document'),
    'rye transcript survey-ghjkmn root',
  ).action((runId: string, thread: string | undefined, flags: { json?: boolean }) =>
    transcript(site, runId, thread ?? 'root', flags),
  );
}

async function transcript(site: CommandSite, runId: string, thread: string, flags: { json?: boolean }): Promise<void> {
  const { readTranscript } = await import('#app');
  const markdown = await readTranscript(await appContext(site), runId, thread);
  site.io.out(flags.json ? `${JSON.stringify({ run_id: runId, thread, markdown })}\n` : markdown);
}
