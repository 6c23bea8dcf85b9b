import type { Watcher } from '#app';

/** A watcher that publishes what the test hands it. */
export class FakeWatcher<Feed> implements Watcher<Feed> {
  #feed: Feed;
  readonly #listeners = new Set<() => void>();
  closed = false;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  current(): Feed {
    return this.#feed;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(feed: Feed): void {
    this.#feed = feed;
    for (const listener of this.#listeners) listener();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
