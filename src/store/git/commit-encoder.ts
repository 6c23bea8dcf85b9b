import type { Event, Probe } from '#protocol';
import { findContent, loadContent } from '../disk/content-files.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { contentOf, type NamedContent } from '../run-content.ts';
import { type CommitText, commitMessage, createCommitText } from './commit-text.ts';
import type { BranchCommit } from './commit-writer.ts';
import { layDownFolded } from './lay-down-folded.ts';
import { fenceOf, type RecordedFence } from './recorded-fences.ts';
import { type EventLine, RunTree } from './run-tree.ts';

/** What the commits of a run say besides its events. */
export interface CommitFacts {
  runId: string;
  paths: RunPaths;
  author: string;
  fence: number;
  /** Content that is lost is left out; else it is an error. */
  allowLost?: boolean;
  /** Of a branch that is made anew: who wrote which events. Absent: `fence` did. */
  fences?: readonly RecordedFence[];
}

/** Turns the events of a run, one after the other, into commits, and keeps in mind which files those brought. */
export class CommitEncoder {
  readonly #facts: CommitFacts;
  readonly #text: CommitText = createCommitText();
  readonly #tree = new RunTree();
  /** Of what is encoded; and of what is committed, and so may be laid down. */
  #encoded = noFiles();
  #committed = noFiles();

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

  /** One commit of one event or more, on top of the one encoded before. */
  encode(group: readonly EventLine[]): BranchCommit {
    const { runId, paths, author, fences = [] } = this.#facts;
    const files = new Map<string, Buffer>();
    const segments = new Map<string, Buffer>();
    let subject = '';
    for (const { event, line } of group) {
      const next = this.#fold(event);
      subject = next.subject;
      const content = contentOf(event);
      if (content && !this.#isLost(content))
        files.set(content.path, loadContent(paths, runId, content.sha256, [content.path]));
      for (const file of next.files) files.set(file.path, Buffer.from(file.content));
      const segment = this.#tree.next(line);
      segments.set(segment.path, segment.content);
    }
    const events = group.map(({ event }) => event);
    const last = events.at(-1) as Event;
    const fence = fenceOf(fences, last.seq) ?? this.#facts.fence;
    return {
      author,
      at: last.at,
      message: commitMessage({ subject, runId, fence, events }),
      files: [...files, ...segments].map(([path, content]) => ({ path, content })),
    };
  }

  /** Everything taken in so far is committed by now. */
  settle(): void {
    const { named, folded } = this.#encoded;
    this.#encoded = noFiles();
    this.#committed.named.push(...named);
    for (const [path, content] of folded) this.#committed.folded.set(path, content);
  }

  /** Lays down the files of everything that was settled since the last time. */
  layDown(probe: Probe): void {
    const files = this.#committed;
    this.#committed = noFiles();
    layDownFolded(this.#facts.paths, this.#facts.runId, files, probe);
  }

  #isLost({ sha256, path }: NamedContent): boolean {
    const { allowLost, paths } = this.#facts;
    return allowLost === true && findContent(paths, sha256, [path]) === undefined;
  }

  #fold(event: Event): ReturnType<CommitText['next']> {
    const next = this.#text.next(event);
    const content = contentOf(event);
    if (content && !this.#isLost(content)) this.#encoded.named.push(content);
    for (const file of next.files) this.#encoded.folded.set(file.path, file.content);
    return next;
  }
}

/** Files that commits bring: content that events name, and the newest text of what is folded. */
interface Brought {
  named: NamedContent[];
  folded: Map<string, string>;
}

function noFiles(): Brought {
  return { named: [], folded: new Map() };
}
