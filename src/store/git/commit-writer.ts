import type { Probe } from '#protocol';
import { noProbe } from '../failpoint.ts';
import type { NewCommit } from './fast-import.ts';
import { objectId } from './pack/object-id.ts';
import { PackBuilder } from './pack/pack-builder.ts';
import { Tree } from './pack/tree.ts';
import { writePack } from './pack/write-pack.ts';
import { listTree } from './read-branch.ts';
import { RefMover } from './ref-mover.ts';

/** A commit of a branch that the writer knows. */
export interface BranchCommit extends Omit<NewCommit, 'ref' | 'from' | 'files'> {
  /** Bytes that do not change until the next checkpoint. */
  files: readonly { path: string; content: Buffer }[];
}

export interface BranchPlace {
  gitDir: string;
  /** Shape: `sha1` or `sha256`. */
  objectFormat: string;
  /** Full name. */
  ref: string;
  /** Where the branch is; absent: it is not there yet. */
  head?: string;
  /** Told of each move before its commits can be seen by anyone. */
  beforeMove?: (move: { from?: string; to: string }) => void;
  probe?: Probe;
}

/**
 * Writes commits of one branch. Their objects are put together here, many commits in one pack, since what changes from
 * one to the next is known; git moves the ref, and refuses to where it is no longer where it was.
 * @see docs/adr/0013-own-packs.md
 */
export class CommitWriter {
  readonly #place: BranchPlace;
  readonly #tree: Tree;
  readonly #pack: PackBuilder;
  readonly #mover: RefMover;
  /** The last commit that the ref was moved to, and the last one that was made. */
  #moved: string | undefined;
  #last: string | undefined;

  private constructor(place: BranchPlace, tree: Tree) {
    this.#place = place;
    this.#tree = tree;
    this.#pack = new PackBuilder(place.objectFormat);
    this.#mover = new RefMover(place.gitDir, place.ref);
    this.#moved = place.head;
    this.#last = place.head;
  }

  /** @throws {GitFailedError} the tree of `head` cannot be read. */
  static async open(place: BranchPlace): Promise<CommitWriter> {
    const tree = new Tree();
    const files = place.head === undefined ? [] : await listTree(place.gitDir, place.head);
    for (const { path, oid } of files) tree.set(path, Buffer.from(oid, 'hex'));
    // Those are in git: only what changes from here on is stored.
    if (files.length > 0) tree.store((content) => objectId(place.objectFormat, 'tree', content));
    return new CommitWriter(place, tree);
  }

  /** Of the process that moves the ref. */
  get pid(): number | undefined {
    return this.#mover.pid;
  }

  /** Makes one more commit, on top of the last one; it is there for others after the next {@link checkpoint}. */
  add({ author, at, message, files }: BranchCommit): void {
    for (const { path, content } of files) this.#tree.set(path, this.#pack.add('blob', content, `blob:${path}`));
    const tree = this.#tree.store((content, path) => this.#pack.add('tree', content, `tree:${path}`)).toString('hex');
    const when = `${Math.floor(Date.parse(at) / 1000)} +0000`;
    const head = [
      `tree ${tree}`,
      ...(this.#last === undefined ? [] : [`parent ${this.#last}`]),
      `author ${author} ${when}`,
      `committer ${author} ${when}`,
    ];
    this.#last = this.#pack.add('commit', Buffer.from(`${head.join('\n')}\n\n${message}`)).toString('hex');
  }

  /**
   * Makes everything added so far a pack of the repository, and moves the ref; both durably, one after the other.
   * @returns the last commit; undefined where there is none.
   * @throws {GitFailedError} with what git says, a refused move of the ref included.
   */
  async checkpoint(): Promise<string | undefined> {
    const last = this.#last;
    if (this.#pack.isEmpty || last === undefined) return last;
    const { gitDir, beforeMove, probe = noProbe } = this.#place;
    const pack = this.#pack.finish();
    beforeMove?.({ ...(this.#moved !== undefined && { from: this.#moved }), to: last });
    probe('move-noted');
    probe('pack-write-before');
    writePack(gitDir, pack, probe);
    probe('pack-write-after');
    probe('ref-move-before');
    await this.#mover.move(this.#moved, last);
    probe('ref-move-after');
    this.#moved = last;
    return last;
  }

  /** Ends git in good order. @throws {GitFailedError} */
  finish(): Promise<void> {
    return this.#mover.finish();
  }

  /** Ends git where nothing more can come of it. */
  abandon(): Promise<void> {
    return this.#mover.abandon();
  }
}
