import { setImmediate as turn } from 'node:timers/promises';
import {
  applyEvent,
  createRunState,
  type ErrorFact,
  type Event,
  errorFact,
  type LeaseHolder,
  type RunState,
  RyeError,
  type StoreReader,
} from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';
import type { RunFeed, Watcher } from './feed.ts';
import { LiveCalls } from './live-calls.ts';
import { Publisher } from './publisher.ts';
import { Wake } from './wake.ts';

/** Between two looks at whether the driver still lives, in ms; only while one is known to. */
const HOLDER_LOOK_MS = 1000;

/** A read of a long log brings more at once than this: one that brings less has come to what is being written now. */
const CAUGHT_UP_EVENTS = 100;

/** Between two questions to git for the newest commit of a run that goes on, in ms. */
const HEAD_LOOK_MS = 5000;

/** Looks at the newest commit after the last event: the commit of an event comes a moment after it. */
const HEAD_LOOKS = 4;

/**
 * Follows a run: its events, folded as they come, and who drives it. Never throws; what goes wrong is in the feed, and
 * is tried again when something has changed.
 */
export function watchRun(context: AppContext, runId: string): Watcher<RunFeed> {
  return new RunWatcher(context, runId);
}

class RunWatcher implements Watcher<RunFeed> {
  readonly #context: AppContext;
  readonly #runId: string;
  readonly #publisher: Publisher<RunFeed>;
  readonly #wake = new Wake();
  readonly #abort = new AbortController();
  readonly #following: Promise<void>;
  #phase: RunFeed['phase'] = 'loading';
  #problem: ErrorFact | undefined;
  #state: RunState = createRunState();
  #events: Event[] = [];
  readonly #live = new LiveCalls();
  #holder: LeaseHolder | undefined;
  #head: string | undefined;
  /** `left`: how often it is asked again for the same events, whose commit may be on its way. */
  #headAsked: { seq: number; alive: boolean; atMs: number; left: number } | undefined;
  #pollingMs: number | undefined;

  constructor(context: AppContext, runId: string) {
    this.#context = context;
    this.#runId = runId;
    this.#publisher = new Publisher(() => this.#feed());
    this.#following = this.#follow().catch((error: unknown) => this.#lose(error));
  }

  current(): RunFeed {
    return this.#publisher.current();
  }

  subscribe(listener: () => void): () => void {
    return this.#publisher.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#publisher.close();
    this.#abort.abort();
    this.#wake.ring();
    await this.#following;
  }

  #feed(): RunFeed {
    return {
      runId: this.#runId,
      phase: this.#phase,
      ...(this.#problem && { problem: this.#problem }),
      state: this.#state,
      events: this.#events,
      live: this.#live.shown,
      ...(this.#holder && { holder: this.#holder }),
      ...(this.#head !== undefined && { head: this.#head }),
      ...(this.#pollingMs !== undefined && { pollingMs: this.#pollingMs }),
    };
  }

  async #follow(): Promise<void> {
    const { store } = await openProject(this.#context);
    if (this.#abort.signal.aborted) return;
    const stop = store.onChange({
      runId: this.#runId,
      listener: () => this.#wake.ring(),
      onPolling: (everyMs) => {
        this.#pollingMs = everyMs;
        this.#publisher.touch();
      },
    });
    try {
      // What could not be read is read from its first event again.
      while (!this.#abort.signal.aborted) await this.#readOn(store);
    } finally {
      stop();
    }
  }

  /** Reads until something goes wrong, then waits for a change. */
  async #readOn(store: StoreReader): Promise<void> {
    const { signal } = this.#abort;
    const tail = store.tail(this.#runId);
    const live = store.live(this.#runId);
    const events: Event[] = [];
    const state = createRunState();
    try {
      while (!signal.aborted) {
        const fresh = await tail.next();
        if (signal.aborted) return;
        this.#take(state, events, fresh);
        if (fresh.length === 0) {
          await this.#lookAtHolder(store);
          this.#settle(state, events);
          if (this.#live.take(live.next(), state)) this.#publisher.touch();
          this.#lookAtHead(store);
          await this.#untilChange();
        } else {
          // A run that writes without a pause is shown as it stands, not as one that is still being read.
          if (this.#phase === 'loading' && fresh.length < CAUGHT_UP_EVENTS) {
            await this.#lookAtHolder(store);
            this.#settle(state, events);
          }
          await turn();
        }
      }
    } catch (error) {
      this.#lose(error);
      await this.#wake.wait();
    }
  }

  #take(state: RunState, events: Event[], fresh: Event[]): void {
    for (const event of fresh) {
      applyEvent(state, event);
      events.push(event);
    }
    if (fresh.length === 0) return;
    // A log that is read again is shown once it is as long as the one that was shown.
    if (this.#events !== events && events.length < this.#events.length) return;
    this.#state = state;
    this.#events = events;
    this.#live.endIn(state);
    this.#publisher.touch();
  }

  /** All of the log is read. */
  #settle(state: RunState, events: Event[]): void {
    if (this.#phase === 'ready' && this.#events === events) return;
    this.#state = state;
    this.#events = events;
    this.#phase = 'ready';
    this.#problem = undefined;
    this.#publisher.touch();
  }

  #lose(error: unknown): void {
    const seen = this.#events.length > 0;
    const phase = seen && error instanceof RyeError && error.code === 'store/unknown-run' ? 'gone' : 'lost';
    const problem = errorFact(error);
    if (this.#phase === phase && this.#problem?.message === problem.message) return;
    this.#phase = phase;
    this.#problem = problem;
    this.#publisher.touch();
  }

  async #lookAtHolder(store: StoreReader): Promise<void> {
    const holder = await store.holder(this.#runId);
    const { fence, alive } = this.#holder ?? {};
    if (holder?.fence === fence && holder?.alive === alive) return;
    this.#holder = holder;
    this.#publisher.touch();
  }

  /** A run that nobody drives costs nothing until its journal, or its branch, changes. */
  #untilChange(): Promise<void> {
    return this.#wake.wait(this.#holder?.alive ? HOLDER_LOOK_MS : undefined);
  }

  /** Asks git, which takes a process, only now and then while events come, and once more when nobody drives any more. */
  #lookAtHead(store: StoreReader): void {
    const asked = this.#headAsked;
    const alive = this.#holder?.alive === true;
    const { seq } = this.#state;
    const atMs = this.#context.clock.now();
    const isSame = asked?.seq === seq && asked.alive === alive;
    if (isSame && asked.left === 0) return;
    if (asked && alive && Math.abs(atMs - asked.atMs) < HEAD_LOOK_MS) return;
    this.#headAsked = { seq, alive, atMs, left: isSame ? asked.left - 1 : HEAD_LOOKS };
    store.head(this.#runId).then(
      (commit) => {
        if (commit === undefined || commit === this.#head) return;
        this.#head = commit;
        this.#publisher.touch();
      },
      // A run without a branch, or without git, has no newest commit to show.
      () => undefined,
    );
  }
}
