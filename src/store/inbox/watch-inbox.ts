import type { Intent } from '#protocol';
import { FolderWatches } from '../disk/folder-watches.ts';
import { readIntents } from './intents.ts';

/** Calls back with each intent of an inbox, once, those that were waiting included. Returns how to stop. */
export function watchInbox(inbox: string, listener: (intent: Intent) => void): () => void {
  const seen = new Set<string>();
  let looking = false;
  let again = false;
  let stopped = false;
  const look = async (): Promise<void> => {
    for (const intent of await readIntents(inbox)) {
      if (stopped || seen.has(intent.id)) continue;
      seen.add(intent.id);
      listener(intent);
    }
  };
  const lookOrRemember = (): void => {
    again = true;
    if (looking) return;
    looking = true;
    void (async () => {
      while (again && !stopped) {
        again = false;
        // An inbox that cannot be read now is read at the next look.
        await look().catch(() => undefined);
      }
      looking = false;
    })();
  };
  const watches = new FolderWatches();
  watches.add(inbox, lookOrRemember);
  queueMicrotask(lookOrRemember);
  return () => {
    stopped = true;
    watches.close();
  };
}
