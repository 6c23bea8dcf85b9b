import type { Event } from '#protocol';
import { loadContent } from '../disk/content-files.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import type { Probe } from '../failpoint.ts';
import { contentOf, type NamedContent } from '../run-content.ts';
import { type CommitText, commitMessage, createCommitText } from './commit-text.ts';
import { encodeCommit } from './fast-import.ts';
import { layDownFolded } from './lay-down-folded.ts';
import { type EventLine, RunTree } from './run-tree.ts';

/** What the commits of a run say besides its events. */
export interface CommitFacts {
  runId: string;
  paths: RunPaths;
  author: string;
  fence: number;
}

/** Turns the events of a run, one after the other, into commits, and keeps in mind which files those brought. */
export class CommitEncoder {
  readonly #facts: CommitFacts;
  readonly #text: CommitText = createCommitText();
  readonly #tree = new RunTree();
  #named: NamedContent[] = [];
  #folded = new Map<string, string>();

  constructor(facts: CommitFacts) {
    this.#facts = facts;
  }

  /** Takes in an event that is committed, and whose files are laid down. */
  skip({ event, line }: EventLine): void {
    this.#text.skip(event);
    this.#tree.next(line);
  }

  /** Takes in an event that is committed, and whose files are not laid down yet. */
  pass({ event, line }: EventLine): void {
    this.#fold(event);
    this.#tree.next(line);
  }

  /** One commit of one event or more, on top of `from` or of the commit encoded before. */
  encode(group: readonly EventLine[], from: string | undefined): Buffer {
    const { runId, paths, author, fence } = this.#facts;
    const files = new Map<string, Buffer>();
    const segments = new Map<string, Buffer>();
    let subject = '';
    for (const { event, line } of group) {
      const next = this.#fold(event);
      subject = next.subject;
      const content = contentOf(event);
      if (content) files.set(content.path, loadContent(paths, runId, content.sha256, [content.path]));
      for (const file of next.files) files.set(file.path, Buffer.from(file.content));
      const segment = this.#tree.next(line);
      segments.set(segment.path, segment.content);
    }
    const events = group.map(({ event }) => event);
    return encodeCommit({
      ref: `refs/heads/${runId}`,
      ...(from !== undefined && { from }),
      author,
      at: (events.at(-1) as Event).at,
      message: commitMessage({ subject, runId, fence, events }),
      // Segments last, so that each is stored as a difference to the one of the commit before.
      files: [...files, ...segments].map(([path, content]) => ({ path, content })),
    });
  }

  /** Lays down the files of everything taken in since the last time; it is committed by now. */
  layDown(probe: Probe): void {
    const what = { named: this.#named, folded: this.#folded };
    this.#named = [];
    this.#folded = new Map();
    layDownFolded(this.#facts.paths, this.#facts.runId, what, probe);
  }

  #fold(event: Event): ReturnType<CommitText['next']> {
    const next = this.#text.next(event);
    const content = contentOf(event);
    if (content) this.#named.push(content);
    for (const file of next.files) this.#folded.set(file.path, file.content);
    return next;
  }
}
