import {
  applyEvent,
  type Event,
  type EventDraft,
  foldRun,
  isFinal,
  type RunState,
  type RunWriter,
  type ThreadState,
} from '#protocol';
import { replaceState } from './evict.ts';
import type { RunObserver } from './ports.ts';
import { WaitingRoom } from './waiting-room.ts';

/**
 * The one place through which a run's state changes: append first, publish second.
 *
 * An event is folded into `state` when it is given its seq, in the same step as the decision that led to it, so that
 * two threads can never promise the same dollar. Observers, and whoever awaits {@link append}, go on only when it is
 * durable. The two are apart only for the length of one flush; where the flush fails, the run stops.
 */
export class RunSession {
  readonly state: RunState;
  private readonly writer: RunWriter;
  private observer: RunObserver;
  /** Told after each append that is durable. */
  onPublished: (events: Event[]) => void = () => undefined;
  /** What an observer threw; it is told nothing more. */
  observerFault: unknown;
  private readonly onBroken: (error: unknown) => void;
  private readonly ends = new Map<string, WaitingRoom>();
  private readonly settlements = new WaitingRoom();
  private readonly steered = new Map<string, WaitingRoom>();
  /** What was appended, as far as it may not be in the store yet: for {@link rebuild}. */
  private recent: Event[] = [];

  private readonly keepsRecent: boolean;

  /**
   * @param onBroken Told where a note could not be written.
   * @param keepsRecent Whether {@link rebuild} will be asked for.
   */
  constructor(writer: RunWriter, observer: RunObserver, onBroken: (error: unknown) => void, keepsRecent = false) {
    this.keepsRecent = keepsRecent;
    this.onBroken = onBroken;
    this.writer = writer;
    this.observer = observer;
    this.state = foldRun(writer.events);
  }

  /** Appends events, all in one flush; resolves when they are durable and published. */
  async append(...drafts: EventDraft[]): Promise<Event[]> {
    const { events, durable } = this.writer.append(drafts);
    if (this.keepsRecent) this.recent.push(...events);
    for (const event of events) {
      applyEvent(this.state, event);
      this.wakeOthers(event);
    }
    await durable;
    return this.publish(events);
  }

  /**
   * Appends events that nothing outside hangs on: what comes next is another append, and the log keeps their order, so
   * that waiting for that one is waiting for both. Saves a thread every second flush.
   */
  note(...drafts: EventDraft[]): void {
    this.append(...drafts).catch(this.onBroken);
  }

  /** Those who wait for money, and the thread that waits to be told something. */
  private wakeOthers({ type, thread }: Event): void {
    if (type === 'model_call_completed' || type === 'model_call_failed' || type === 'budget_raised')
      this.settlements.wake();
    else if (type === 'thread_paused' || type === 'thread_unpaused' || type === 'message_injected')
      this.steered.get(thread)?.wake();
  }

  private publish(events: Event[]): Event[] {
    for (const { thread } of events)
      if (isFinal(this.thread(thread)?.status ?? 'running')) this.ends.get(thread)?.wake();
    this.onPublished(events);
    try {
      this.observer.events?.(events);
    } catch (error) {
      // Who watches a run must not be able to end it.
      this.observer = {};
      this.observerFault = error;
    }
    return events;
  }

  /** Takes the state from what the store gave back, and what it could not have yet. @param id A thread that is in no step */
  rebuild(stored: readonly Event[], id: string): void {
    this.recent = this.recent.filter(({ seq }) => seq > stored.length);
    // As if it had been written and read: what is only in an object of this process is gone.
    const rest = JSON.parse(JSON.stringify(this.recent)) as Event[];
    replaceState(this.state, [...stored, ...rest], id);
  }

  thread(id: string): ThreadState | undefined {
    return this.state.threads.get(id);
  }

  /** @throws where the thread does not exist: a bug, since ids come from the state itself. */
  threadOrThrow(id: string): ThreadState {
    const thread = this.thread(id);
    if (!thread) throw new Error(`no thread ${id}`);
    return thread;
  }

  /** Resolves when there may be more money: a call in flight has settled, or the budget was raised; or when `signal` aborts. */
  nextSettlement(signal: AbortSignal): Promise<void> {
    return this.settlements.wait(signal);
  }

  /** Resolves when the thread is paused, unpaused or told something, or when `signal` aborts. */
  nextSteering(id: string, signal: AbortSignal): Promise<void> {
    const room = this.steered.get(id) ?? new WaitingRoom();
    this.steered.set(id, room);
    return room.wait(signal);
  }

  /** Resolves when the thread is not paused, or when `signal` aborts. */
  async whenUnpaused(id: string, signal: AbortSignal): Promise<void> {
    const thread = this.threadOrThrow(id);
    while (thread.pause && !signal.aborted) await this.nextSteering(id, signal);
  }

  /** Resolves when the thread is paused, or when `signal` aborts. */
  async whenPaused(id: string, signal: AbortSignal): Promise<void> {
    const thread = this.threadOrThrow(id);
    while (!thread.pause && !signal.aborted) await this.nextSteering(id, signal);
  }

  /** Resolves when the thread is final in the state, or when `signal` aborts; whatever is appended then comes after its end. */
  async whenFinal(id: string, signal: AbortSignal): Promise<void> {
    if (isFinal(this.threadOrThrow(id).status)) return;
    const room = this.ends.get(id) ?? new WaitingRoom();
    this.ends.set(id, room);
    await room.wait(signal);
  }
}
