import type { Event } from '#protocol';
import { contentOf } from '../run-content.ts';
import type { ContentPlace } from './run-content-reader.ts';

/** Which events of a run name which content: built as events come, so that no look-up walks the log. */
export class ContentIndex {
  readonly #places = new Map<string, ContentPlace[]>();
  /** Of all content, each once. */
  bytes = 0;

  constructor(events: readonly Event[] = []) {
    for (const event of events) this.add(event);
  }

  add(event: Event): void {
    const content = contentOf(event);
    if (!content) return;
    const { sha256, path } = content;
    const places = this.#places.get(sha256);
    if (places) {
      places.push({ seq: event.seq, path });
    } else {
      this.#places.set(sha256, [{ seq: event.seq, path }]);
      this.bytes += content.bytes;
    }
  }

  /** In the order of the events. */
  placesOf(sha256: string): readonly ContentPlace[] {
    return this.#places.get(sha256) ?? [];
  }
}
