import { type Event, RyeError } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';
import type { FileContent } from './types.ts';

/** What is larger than this is named and not shown, in bytes. */
const MOST_SHOWN = 1024 * 1024;

/**
 * What a file of a run held when an event named it, for a screen. What is no text, or too much of it, is said to be that;
 * so is what is not there any more.
 * @param event The one that names it: the log is not read for it again.
 */
export async function readContent(
  context: AppContext,
  runId: string,
  { sha256, event }: { sha256: string; event: Event },
): Promise<FileContent> {
  try {
    const { store } = await openRuns(context);
    return asShown(await store.content(runId, sha256, [event]));
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    return { kind: 'missing', reason: error.message };
  }
}

function asShown(bytes: Uint8Array): FileContent {
  if (bytes.length > MOST_SHOWN) return { kind: 'large' };
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'binary' };
  }
}
