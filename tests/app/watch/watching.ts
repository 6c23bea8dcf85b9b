import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Watcher } from '#app';
import { initRepository } from '../../helpers/store-project.ts';

/** A repository that goes when the test, and every process that it started, has ended. */
export function project(): string {
  const root = mkdtempSync(join(tmpdir(), 'rye-watch-test-'));
  // The git of a driver that was killed may write for a moment longer.
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }));
  return initRepository(root);
}

/** The watcher, closed when the test ends. */
export function closing<Feed>(watcher: Watcher<Feed>): Watcher<Feed> {
  onTestFinished(() => watcher.close());
  return watcher;
}

/** The first publication for which it holds. */
export function seen<Feed>(watcher: Watcher<Feed>, holds: (feed: Feed) => boolean): Promise<Feed> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`it never came: ${JSON.stringify(watcher.current(), brief).slice(0, 2000)}`));
    }, 15_000);
    const look = (): void => {
      if (!holds(watcher.current())) return;
      clearTimeout(timer);
      stop();
      resolve(watcher.current());
    };
    const stop = watcher.subscribe(look);
    look();
  });
}

function brief(key: string, value: unknown): unknown {
  return key === 'events' || key === 'state' ? '…' : value;
}
