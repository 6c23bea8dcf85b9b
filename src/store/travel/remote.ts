import { GitFailedError } from '../git/errors.ts';
import { runGit } from '../git/run-git.ts';
import { RemoteFailedError } from './errors.ts';
import type { RemotePlace } from './find-remote.ts';

/** Where runs stand at a remote: outside its branches, so that no clone of the project fetches them unasked. */
export const REMOTE_RUNS = 'refs/rye/runs/';
/** Where what pipelines share stands at a remote. */
export const REMOTE_MAIN = 'refs/rye/main';
/** Who said that they go on with a run. */
export const REMOTE_CLAIMS = 'refs/rye/claims/';

const TIMEOUT_MS = 30 * 60_000;

/** A ref of the remote that is to be where it was not. */
export interface RefChange {
  ref: string;
  /** Where it is now; absent: it must not be there. */
  from?: string;
  /** Absent: it is to go. */
  to?: string;
}

/** A remote, as the state repository speaks with it. Nothing of the user's repository takes part. */
export class Remote {
  readonly #gitDir: string;
  readonly #place: RemotePlace;

  constructor(gitDir: string, place: RemotePlace) {
    this.#gitDir = gitDir;
    this.#place = place;
  }

  get name(): string {
    return this.#place.name;
  }

  /** All refs of rye, by name. @throws {RemoteFailedError} */
  async refs(): Promise<Map<string, string>> {
    const answer = await this.#ask('read', ['ls-remote', '--quiet', '--refs', this.#place.url, 'refs/rye/*']);
    const lines = answer.split('\n').filter((line) => line !== '');
    return new Map(lines.map((line) => [line.split('\t')[1] ?? '', line.split('\t')[0] ?? '']));
  }

  /**
   * Moves refs of the remote, all or none where it can, each only from where it was seen.
   * @throws {RemoteFailedError} one is elsewhere by now, or the remote refused.
   */
  async push(changes: readonly RefChange[]): Promise<void> {
    if (changes.length === 0) return;
    const leases = changes.map(({ ref, from = '' }) => `--force-with-lease=${ref}:${from}`);
    const specs = changes.map(({ ref, to = '' }) => `${to}:${ref}`);
    const how = ['push', '--quiet', '--no-verify', '--no-signed', '--recurse-submodules=no', '--no-follow-tags'];
    await this.#ask('push to', [...how, ...leases, this.#place.url, ...specs]);
  }

  /** Brings refs of the remote here, under other names. @throws {RemoteFailedError} */
  async fetch(refs: readonly { from: string; to: string }[]): Promise<void> {
    if (refs.length === 0) return;
    const how = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--recurse-submodules=no'];
    const specs = refs.map(({ from, to }) => `+${from}:${to}`);
    await this.#ask('fetch from', [...how, '--no-show-forced-updates', this.#place.url, ...specs]);
  }

  async #ask(action: string, args: string[]): Promise<string> {
    try {
      const { stdout } = await runGit({ gitDir: this.#gitDir }, args, {
        timeoutMs: TIMEOUT_MS,
        // What comes from elsewhere is looked at as git-fsck would, and kept in packs.
        config: ['transfer.fsckObjects=true', 'fetch.unpackLimit=1', 'core.fsync=committed', ...this.#place.config],
      });
      return stdout.toString('utf8');
    } catch (error) {
      if (!(error instanceof GitFailedError)) throw error;
      const reason = error.stderr.replace(/^(fatal|error|remote): /gm, '').trim() || 'it said nothing';
      throw new RemoteFailedError({ remote: this.name, action, reason: withoutPassword(reason), cause: error });
    }
  }
}

/** git quotes the URL in what it says, with whatever stands in it. */
function withoutPassword(text: string): string {
  return text.replace(/(\w+:\/\/)[^@/\s]+@/g, '$1');
}
