import { ExitCode, type RunDocument, type RunState, type RunWriter, RyeError, runDocument } from '#protocol';
import type { Driven, RuntimePorts } from '#runtime';

/** How a run ended, or where it was left. */
export interface RunOutcome {
  document: RunDocument;
  exitCode: ExitCode;
  /** What the observer threw; the run went on without it. */
  observerFault?: unknown;
}

/**
 * Drives a run and closes its log whatever happens: what stops the drive is thrown after the log is closed, so that
 * nothing acknowledged is left uncommitted.
 */
export async function driveToOutcome(
  writer: RunWriter,
  ports: RuntimePorts,
  drive: () => Promise<Driven>,
): Promise<RunOutcome> {
  let driven: Driven;
  try {
    driven = await drive();
  } catch (error) {
    await closeAfter(writer, error);
    throw error;
  }
  const { state, interrupted, stalled, observerFault } = driven;
  const { head } = await writer.close();
  const document = runDocument(state, {
    driven: !interrupted && !stalled,
    ...(head !== undefined && { head }),
    windows: windowsOf(state, ports),
  });
  return { document, exitCode: interrupted ? ExitCode.interrupted : exitCodeOf(document), observerFault };
}

/** The first error is the one to tell; one of closing after it would only hide it. */
async function closeAfter(writer: RunWriter, error: unknown): Promise<void> {
  await writer.close().catch((second: unknown) => {
    if (error instanceof Error && error.cause === undefined) error.cause = second;
  });
}

/** 0 for a run that completed, 4 for one that waits for a decision, 1 for every other end. */
export function exitCodeOf(document: RunDocument): ExitCode {
  if (document.status === 'completed') return ExitCode.done;
  return document.waiting_for.length > 0 ? ExitCode.decision : ExitCode.failed;
}

/** Context windows of the models that a run used, by id; one that is no longer known has none. */
export function windowsOf(state: RunState, ports: Pick<RuntimePorts, 'catalog'>): Map<string, number> {
  const models = new Set([...state.threads.values()].map(({ model }) => model));
  return new Map([...models].flatMap((model) => windowOf(model, ports)));
}

/** A model taken out of the catalog does not make an old run unreadable. */
function windowOf(id: string, { catalog }: Pick<RuntimePorts, 'catalog'>): [string, number][] {
  try {
    return [[id, catalog.resolve({ id }).window]];
  } catch (error) {
    if (error instanceof RyeError) return [];
    throw error;
  }
}
