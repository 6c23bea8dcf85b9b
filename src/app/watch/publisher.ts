import type { Watcher } from './feed.ts';

/** Publications come at most this often, in ms: faster than people see, slower than screens are drawn. */
const EVERY_MS = 50;

/** Holds the latest publication of a feed, and tells whoever listens of the next one. */
export class Publisher<Feed> implements Pick<Watcher<Feed>, 'current' | 'subscribe'> {
  readonly #take: () => Feed;
  readonly #listeners = new Set<() => void>();
  #current: Feed;
  #timer: NodeJS.Timeout | undefined;
  #touched = false;
  #closed = false;

  /** @param take Makes the feed as it stands when it is published. */
  constructor(take: () => Feed) {
    this.#take = take;
    this.#current = take();
  }

  current(): Feed {
    return this.#current;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Something has changed: it is published now or, shortly after another publication, with what comes until then. */
  touch(): void {
    if (this.#closed) return;
    this.#touched = true;
    this.#timer ??= setTimeout(() => this.#publish(), 0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #publish(): void {
    this.#timer = undefined;
    if (!this.#touched) return;
    this.#touched = false;
    this.#timer = setTimeout(() => this.#publish(), EVERY_MS);
    this.#current = this.#take();
    for (const listener of this.#listeners) listener();
  }
}
