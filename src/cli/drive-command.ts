import type { Event, RunDocument } from '#protocol';
import { appContext, type CommandSite } from './command-site.ts';
import { createLiveLines } from './output/live-lines.ts';
import { runText } from './output/run-text.ts';
import type { RunFlags } from './run-options.ts';

interface Outcome {
  document: RunDocument;
  exitCode: number;
}

/** Shows a run while it is driven, then how it ended: lines for people, events for `--ndjson`, a document for `--json`. */
export async function showDrive(
  { io, setExit }: CommandSite,
  flags: RunFlags,
  drive: (observer: { events: (events: Event[]) => void }) => Promise<Outcome>,
  before: readonly Event[] = [],
): Promise<void> {
  const lines = createLiveLines((line) => io.err(line), before);
  const events = (happened: Event[]): void => {
    if (flags.ndjson) for (const event of happened) io.out(`${JSON.stringify(event)}\n`);
    else if (!flags.quiet) lines(happened);
  };
  const { document, exitCode } = await drive({ events });
  if (flags.json) io.out(`${JSON.stringify(document)}\n`);
  else if (!flags.ndjson) io.out(runText(document, io.colour));
  setExit(exitCode);
}

/** Starts the same command line in the background and prints the run's id. */
export async function startDetached(site: CommandSite, flags: RunFlags, runId: string, args: string[]): Promise<void> {
  const { detachRun } = await import('#app');
  const { pid } = await detachRun(await appContext(site), runId, args);
  if (flags.json) site.io.out(`${JSON.stringify({ run_id: runId, pid, detached: true })}\n`);
  else site.io.out(`${runId}\n`);
}
