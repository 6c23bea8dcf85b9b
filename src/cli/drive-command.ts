import type { RunOptions, RunOutcome } from '#app';
import type { Event } from '#protocol';
import { appContext, type CommandSite } from './command-site.ts';
import { createLiveLines } from './output/live-lines.ts';
import { printError } from './output/print-error.ts';
import { runText } from './output/run-text.ts';
import type { RunFlags } from './run-options.ts';

/** How often a run that has nothing to tell says that it is at work, in ms. */
const HEARTBEAT_MS = 10_000;

type RunObserver = NonNullable<RunOptions['observer']>;

/** Shows a run while it is driven, then how it ended: lines for people, events for `--ndjson`, a document for `--json`. */
export async function showDrive(
  { io, setExit }: CommandSite,
  flags: RunFlags,
  drive: (observer: RunObserver) => Promise<RunOutcome>,
): Promise<void> {
  const lines = flags.ndjson || flags.quiet ? undefined : createLiveLines((line) => io.err(line));
  const heartbeat = setInterval(() => lines?.stillAtWork(), HEARTBEAT_MS).unref();
  const observer = flags.ndjson ? { events: (events: readonly Event[]) => io.out(ndjson(events)) } : (lines ?? {});
  const { document, exitCode, observerFault } = await drive(observer).finally(() => clearInterval(heartbeat));
  if (observerFault !== undefined) printError(observerFault, io, false);
  if (flags.json) io.out(`${JSON.stringify(document)}\n`);
  else if (!flags.ndjson) io.out(runText(document, io.colour));
  setExit(exitCode);
}

function ndjson(events: readonly Event[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Starts the same command line in the background and prints the run's id. */
export async function startDetached(site: CommandSite, flags: RunFlags, runId: string, args: string[]): Promise<void> {
  const { detachRun } = await import('#app');
  const { pid } = await detachRun(await appContext(site), runId, args);
  if (flags.json) site.io.out(`${JSON.stringify({ run_id: runId, pid, detached: true })}\n`);
  else site.io.out(`${runId}\n`);
}
