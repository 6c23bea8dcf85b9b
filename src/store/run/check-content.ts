import type { Event } from '#protocol';
import { checkPath, PathSet, RESERVED_ARTIFACTS, RESERVED_DATA } from '../disk/safe-path.ts';
import { UnknownContentError } from '../errors.ts';
import { contentOf } from '../run-content.ts';

/**
 * Keeps out of a run's log what could not be committed: an event whose content is not durable yet, or whose path has
 * no place in the run's folder. Once such an event is written, history could not go on.
 */
export class ContentCheck {
  readonly #runId: string;
  readonly #isStaged: (sha256: string) => boolean;
  readonly #known = new Set<string>();
  readonly #paths = new PathSet();

  constructor(runId: string, events: readonly Event[], isStaged: (sha256: string) => boolean) {
    this.#runId = runId;
    this.#isStaged = isStaged;
    for (const event of events) this.accept(event);
  }

  /** Content that was put in the store. */
  know(sha256: string): void {
    this.#known.add(sha256);
  }

  /** @throws {UnknownContentError} @throws {BadPathError} */
  check(event: Event): void {
    if (event.type === 'artifact_written') checkPath(event.data.path, RESERVED_ARTIFACTS);
    if (event.type === 'data_written') checkPath(event.data.path, RESERVED_DATA);
    const content = contentOf(event);
    if (!content) return;
    this.#paths.check(content.path);
    const { sha256 } = content;
    if (!this.#known.has(sha256) && !this.#isStaged(sha256))
      throw new UnknownContentError({ runId: this.#runId, sha256 });
  }

  /** Takes in an event that was checked. @throws {BadPathError} another one of its group is in the way. */
  accept(event: Event): void {
    const content = contentOf(event);
    if (!content) return;
    this.#paths.check(content.path);
    this.#paths.add(content.path);
    this.#known.add(content.sha256);
  }
}
