import { ByteSink } from './byte-sink.ts';
import { OpenGit } from './open-git.ts';

/** The last commit carries this mark; each one takes it over from the one before. */
const MARK = 1;

/** One commit, as git fast-import takes it. */
export interface NewCommit {
  /** Full name of the ref. */
  ref: string;
  /** The commit before it, where this process has not made that one itself. */
  from?: string;
  /** A line made by `identityLine`. */
  author: string;
  /** ISO 8601. */
  at: string;
  message: string;
  files: readonly { path: string; content: Uint8Array }[];
}

/** A commit in the language of git-fast-import(1). */
export function encodeCommit(commit: NewCommit): Buffer {
  const sink = new ByteSink();
  const when = `${Math.floor(Date.parse(commit.at) / 1000)} +0000`;
  const { ref, author, message, from, files } = commit;
  sink.text(`commit ${ref}\nmark :${MARK}\nauthor ${author} ${when}\ncommitter ${author} ${when}\n`);
  sink.text(`data ${Buffer.byteLength(message)}\n${message}\n`);
  if (from !== undefined) sink.text(`from ${from}\n`);
  for (const { path, content } of files) {
    sink.text(`M 100644 inline ${quotePath(path)}\ndata ${content.byteLength}\n`);
    sink.bytes(content);
    sink.text('\n');
  }
  sink.text('\n');
  return sink.content;
}

function quotePath(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/**
 * One `git fast-import`, fed with commits. git itself makes the objects and moves the ref, and refuses
 * to where the ref is no longer where it was: that is the compare-and-swap which fences a second writer.
 *
 * It is never given `--force`, and always `--done`: a stream that ends without the word (a writer that was killed)
 * moves nothing, so that half a commit is never taken for a whole one.
 */
export class FastImport {
  readonly #git: OpenGit;

  constructor(gitDir: string) {
    this.#git = new OpenGit(
      gitDir,
      ['fast-import', '--quiet', '--done', '--date-format=raw'],
      ['fastimport.unpackLimit=0', 'core.fsync=committed'],
    );
  }

  /** Feeds commits. @throws {GitFailedError} git has ended. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#git.write(bytes);
  }

  /**
   * Makes everything fed so far an object in a pack, and moves the refs.
   * @returns the last commit
   * @throws {GitFailedError} with what git says, a refused move of a ref included.
   */
  async checkpoint(): Promise<string> {
    const commit = await this.#git.ask(`checkpoint\nget-mark :${MARK}\n`, (answer) => answer.endsWith('\n'));
    // A ref that git refused to move is only a warning until the end.
    if (this.#git.said !== '') throw this.#git.fail('refused');
    return commit.trim();
  }

  /** Ends the process in good order. @throws {GitFailedError} */
  finish(): Promise<void> {
    return this.#git.finish('done\n');
  }

  /** Ends the process where nothing more can come of it. */
  abandon(): Promise<void> {
    return this.#git.abandon();
  }
}
