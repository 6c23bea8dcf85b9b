import { join } from 'node:path';
import type { Clock, Probe } from '#protocol';
import { isoTime } from '#protocol';
import { layDownMain } from './data/lay-down-main.ts';
import { noProbe } from './failpoint.ts';
import { ensureState } from './git/ensure-state.ts';
import type { Repository } from './git/find-repository.ts';
import { locateState, type StatePlace } from './git/locate-state.ts';
import { probeGit } from './git/probe-git.ts';
import { type Identity, identityLine, userIdentity } from './git/user-identity.ts';
import type { OpenContext } from './run/open-run.ts';

/** Whose state it is, and what working with it takes. */
export interface StateOptions {
  /** The folder that holds `.ai/`; `findProject` finds it. */
  projectRoot: string;
  /** The repository that the project lies in, where that is known; null: none. Absent: git is asked. */
  repository?: Repository | null;
  clock: Clock;
  /** Told each point at which a crash matters; the real one is `failpoint`. */
  probe?: Probe;
  /** Who commits say wrote them; absent: the user's git identity, else rye's own. */
  identity?: Identity;
  /** Content that is lost is left out of commits: for repair alone, which has named it. */
  allowLost?: boolean;
}

/** The state of a project: where it lies, found when it is asked for, and made when it is about to be written. */
export class StateSite {
  readonly #options: StateOptions;
  #located: Promise<StatePlace> | undefined;
  #prepared: Promise<OpenContext> | undefined;

  constructor(options: StateOptions) {
    this.#options = options;
  }

  /** `.ai/data` of the project. */
  get dataRoot(): string {
    return join(this.#options.projectRoot, '.ai', 'data');
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Where it lies; asks git once, and changes nothing. */
  locate(): Promise<StatePlace> {
    this.#located ??= locateState(this.#options.projectRoot, this.#options.repository);
    return this.#located;
  }

  async gitDir(): Promise<string> {
    return (await this.locate()).gitDir;
  }

  /** What writing needs beyond reading: a git that is new enough, and the state repository, made where it is missing. */
  prepare(): Promise<OpenContext> {
    this.#prepared ??= this.#prepare().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async #prepare(): Promise<OpenContext> {
    const { clock, probe = noProbe, identity, allowLost = false } = this.#options;
    const [git, state] = await Promise.all([probeGit(), this.locate()]);
    const { newlyTied } = await ensureState(state, () => isoTime(clock.now()), probe);
    if (newlyTied) await layDownMain(state.gitDir, state.dataRoot);
    const author = identityLine(identity ?? (await userIdentity(state.projectRoot)));
    return { state, git, clock, probe, author, allowLost };
  }
}
