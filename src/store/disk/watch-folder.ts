import type { FSWatcher } from 'chokidar';

/** How often a watched folder is looked at all the same: network disks and containers send no events. */
const POLL_MS = 500;

/**
 * Calls back whenever something in a folder, which may not be there yet, could have changed: at once, on what chokidar
 * sees, and by a slow poll besides. The listener looks for itself what is new.
 * @returns how to stop.
 */
export function watchFolder(folder: string, listener: () => void): () => void {
  let watcher: FSWatcher | undefined;
  let stopped = false;
  const timer = setInterval(listener, POLL_MS);
  const start = async (): Promise<void> => {
    const { watch } = await import('chokidar');
    if (stopped) return;
    watcher = watch(folder, { ignoreInitial: true });
    // Too many watches, a folder that went away: the poll goes on.
    watcher.on('error', () => listener());
    watcher.on('all', () => listener());
    watcher.on('ready', () => listener());
  };
  void start();
  queueMicrotask(listener);
  return () => {
    stopped = true;
    clearInterval(timer);
    void watcher?.close();
  };
}
