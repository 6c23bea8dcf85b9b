import { setImmediate as turn } from 'node:timers/promises';
import {
  applyEvent,
  createRunState,
  isRunFinal,
  type Question,
  questionsOf,
  type RunState,
  type RunTail,
  type StoreReader,
} from '#protocol';
import { lostRow, type RunRow, rowOf, rowOfSummary } from '../run-row.ts';

/** The most questions of one run that are told: nobody reads more of them, and each holds a whole input. */
const MOST_QUESTIONS = 200;

/**
 * One run of a list that is kept up to date. A run that has ended is read once, from its summary; another keeps its fold
 * and reads on from where it was.
 */
export class FollowedRun {
  readonly #store: StoreReader;
  readonly #runId: string;
  #tail: RunTail | undefined;
  #state: RunState | undefined;
  #row: RunRow | undefined;
  #head: string | undefined;

  constructor(store: StoreReader, runId: string, head: string | undefined) {
    this.#store = store;
    this.#runId = runId;
    this.#head = head;
  }

  /** Absent until it was read for the first time. */
  get row(): RunRow | undefined {
    return this.#row;
  }

  /** What waits for a decision; a run that has ended asks nothing. */
  questions: readonly Question[] = [];

  /** Somebody drives it, or did when it was looked at: whether they still do shows in no file. */
  alive = false;

  set head(commit: string | undefined) {
    this.#head = commit;
    if (this.#row && commit !== undefined && this.#row.head !== commit) this.#row = { ...this.#row, head: commit };
  }

  /** Reads what is new. @returns whether the run is there at all */
  async read(): Promise<boolean> {
    try {
      this.alive = (await this.#store.holder(this.#runId))?.alive === true;
      const facts = { alive: this.alive, head: this.#head };
      const summary = this.#tail ? undefined : await this.#store.summary(this.#runId);
      this.#row = summary ? rowOfSummary(this.#runId, summary, facts) : rowOf(this.#runId, await this.#readOn(), facts);
      this.questions =
        this.#state && !isRunFinal(this.#state.status) ? questionsOf(this.#state).slice(0, MOST_QUESTIONS) : [];
      // The fold of a run that has ended is of no more use: if it goes on, it is read again.
      if (this.#state && isRunFinal(this.#state.status) && !this.alive) this.#forget();
    } catch (error) {
      this.#forget();
      if (isUnknown(error)) return false;
      this.#row = lostRow(this.#runId, error);
    }
    return true;
  }

  async #readOn(): Promise<RunState> {
    this.#tail ??= this.#store.tail(this.#runId);
    this.#state ??= createRunState();
    const tail = this.#tail;
    const state = this.#state;
    for (let events = await tail.next(); events.length > 0; events = await tail.next()) {
      for (const event of events) applyEvent(state, event);
      await turn();
    }
    return state;
  }

  #forget(): void {
    this.questions = [];
    this.#tail = undefined;
    this.#state = undefined;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'store/unknown-run';
}
