import { OpenGit } from './open-git.ts';

/**
 * One `git update-ref`, kept open, that moves one ref again and again. git refuses where the ref is no longer where it
 * was: that is the compare-and-swap which fences a second writer.
 */
export class RefMover {
  readonly #git: OpenGit;
  readonly #ref: string;

  constructor(gitDir: string, ref: string) {
    this.#ref = ref;
    this.#git = new OpenGit(gitDir, ['update-ref', '--stdin'], ['core.fsync=committed']);
  }

  get pid(): number | undefined {
    return this.#git.pid;
  }

  /**
   * Moves the ref, durably.
   * @param from Where it is; undefined: it is not there yet.
   * @throws {GitFailedError} with what git says, a ref that is elsewhere included.
   */
  async move(from: string | undefined, to: string): Promise<void> {
    const change = from === undefined ? `create ${this.#ref} ${to}` : `update ${this.#ref} ${to} ${from}`;
    await this.#git.ask(`start\n${change}\ncommit\n`, (answer) => answer.endsWith('commit: ok\n'));
  }

  /** Ends the process in good order. @throws {GitFailedError} */
  finish(): Promise<void> {
    return this.#git.finish();
  }

  abandon(): Promise<void> {
    return this.#git.abandon();
  }
}
