import type { Event, RunTail } from '#protocol';
import type { TreeFile } from '../git/read-branch.ts';
import { branchHead, readBlobs } from '../git/read-branch.ts';
import { listGitSegments, parseSegment } from '../git/read-run.ts';
import type { JournalPlace } from '../journal/read-journal.ts';
import { JournalTail } from '../journal/tail-journal.ts';

/** How many segments are read of git at once: of 16 KB each. */
const SEGMENTS_AT_ONCE = 16;

/** A commit that is being read, segment by segment. */
interface Reading {
  commit: string;
  segments: TreeFile[];
}

/**
 * Reads a run as it grows: from its files, and from its branch while those are gone (`git clean -fdx`, a clone that
 * has only pulled). Where they come back, it goes on there; each event is given once.
 */
export class GitRunTail implements RunTail {
  readonly #place: JournalPlace;
  readonly #gitDir: () => Promise<string>;
  readonly #unknown: () => Promise<Error>;
  readonly #journal: JournalTail;
  #givenSeq = 0;
  #reading: Reading | undefined;
  /** The first segment of git that was not given as a whole, and the seq that it begins with. */
  #at = { index: 0, firstSeq: 1 };

  constructor(place: JournalPlace, ports: { gitDir: () => Promise<string>; unknown: () => Promise<Error> }) {
    this.#place = place;
    this.#gitDir = ports.gitDir;
    this.#unknown = ports.unknown;
    this.#journal = new JournalTail(place);
  }

  async next(): Promise<Event[]> {
    for (;;) {
      const events = this.#journal.next();
      if (events.length === 0) break;
      const fresh = this.#fresh(events);
      if (fresh.length > 0) return fresh;
    }
    return this.#journal.missing ? this.#fromGit() : [];
  }

  #fresh(events: Event[]): Event[] {
    const fresh = events.filter(({ seq }) => seq > this.#givenSeq);
    this.#givenSeq = fresh.at(-1)?.seq ?? this.#givenSeq;
    return fresh;
  }

  async #fromGit(): Promise<Event[]> {
    const gitDir = await this.#gitDir();
    const commit = await branchHead(gitDir, this.#place.runId);
    if (commit === undefined) {
      if (this.#journal.missing) throw await this.#unknown();
      return [];
    }
    if (this.#reading?.commit !== commit) this.#reading = { commit, segments: await listGitSegments(gitDir, commit) };
    const { segments } = this.#reading;
    while (this.#at.index < segments.length) {
      const fresh = this.#fresh(await this.#readSegments(gitDir, this.#reading));
      if (fresh.length > 0) return fresh;
      // The last segment may grow with the next commit, and is read again then.
      if (this.#at.index >= segments.length - 1) break;
    }
    return [];
  }

  async #readSegments(gitDir: string, { commit, segments }: Reading): Promise<Event[]> {
    const part = segments.slice(this.#at.index, this.#at.index + SEGMENTS_AT_ONCE);
    const blobs = await readBlobs(
      gitDir,
      part.map(({ oid }) => oid),
    );
    const events: Event[] = [];
    for (const [index, pure] of blobs.entries()) {
      const file = `${commit.slice(0, 12)}:${part[index]?.path}`;
      const read = parseSegment(pure, this.#at.firstSeq, { runId: this.#place.runId, file });
      for (const event of read) events.push(event);
      const isLast = part[index] === segments.at(-1);
      if (!isLast) this.#at = { index: this.#at.index + 1, firstSeq: this.#at.firstSeq + read.length };
    }
    return events;
  }
}
