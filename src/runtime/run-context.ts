import type { EventData, RunWriter, ThreadState, ToolDescription, ToolSpec } from '#protocol';
import { isFinal } from '#protocol';
import { paletteOf } from './calls/palette.ts';
import type { ContinuationRequest } from './continuation/draft-continuation.ts';
import { Definitions } from './definitions.ts';
import { InterruptedError } from './errors.ts';
import { LiveTexts } from './live-texts.ts';
import type { RunObserver, RuntimePorts } from './ports.ts';
import { RunSession } from './run-session.ts';
import type { Freshness } from './since/freshness.ts';
import { StandIn } from './since/stand-in.ts';
import { ThreadSlots } from './slots.ts';

/** What ends a thread from outside. */
export interface Cancellation {
  by: string;
  reason?: string;
  /** It is killed, and says so; otherwise it is cancelled. */
  kill?: boolean;
}

/** What becomes of questions: they are granted, somebody is asked, or they are denied. */
export type ApproveMode = NonNullable<EventData<'run_started'>['approve']>;

/** How this process drives a run. */
export interface RunWiring {
  observer: RunObserver;
  /** Aborts when the driver is to stop. */
  interrupt: AbortSignal;
  onInterrupted: 'reported' | 'retried';
  /** What becomes of questions; absent: what the run was started with. */
  approve?: ApproveMode;
  /** Starts the loop of a thread; a loop that spawns calls it for the child. */
  startThread: (run: RunContext, id: string) => void;
  /** Tools that are operations of the runtime itself. */
  ownTools: ToolSpec[];
  freshness?: Freshness;
}

/** One run while it is driven: its state, its ports, and what is known only as long as the process lives. */
export class RunContext {
  readonly session: RunSession;
  readonly writer: RunWriter;
  readonly ports: RuntimePorts;
  readonly observer: RunObserver;
  readonly definitions: Definitions;
  /** What of the run that this one goes by still holds; absent where it goes by none. */
  readonly freshness: Freshness | undefined;
  /** Who answers in the place of tools; absent where they do their own work. */
  readonly standIn: StandIn | undefined;
  readonly slots: ThreadSlots;
  readonly live: LiveTexts;
  /** What becomes of a `once` call whose process died: the model is told, or it is made again. */
  readonly onInterrupted: 'reported' | 'retried';
  /** Aborts when the driver is to stop; the run is then resumable. */
  readonly interrupt: AbortSignal;
  /** Why the run cannot go on: nothing more can be recorded. */
  failed: unknown;
  /** Loops of threads that this process drives, by thread id. */
  readonly loops = new Map<string, Promise<void>>();
  /** Threads that are to hand their work off when their turn is over, by id. Whoever asks for it asks again after a crash. */
  readonly handoffs = new Map<string, ContinuationRequest>();
  private readonly approveHere: ApproveMode | undefined;
  private readonly startThread: RunWiring['startThread'];
  private readonly ownTools: ToolSpec[];
  private offered: Promise<ToolSpec[]> | undefined;
  private readonly palettes = new Map<string, ToolDescription[]>();
  private readonly failure = new AbortController();
  private readonly stall = new AbortController();
  private readonly controllers = new Map<string, AbortController>();
  private readonly signals = new Map<string, AbortSignal>();
  private readonly cancellations = new Map<string, Cancellation>();

  constructor(writer: RunWriter, ports: RuntimePorts, wiring: RunWiring) {
    this.session = new RunSession(writer, wiring.observer, (error) => this.fail(error), ports.readBack !== undefined);
    this.writer = writer;
    this.ports = ports;
    this.observer = wiring.observer;
    this.startThread = wiring.startThread;
    this.ownTools = wiring.ownTools;
    this.onInterrupted = wiring.onInterrupted;
    this.approveHere = wiring.approve;
    this.interrupt = AbortSignal.any([wiring.interrupt, this.failure.signal, this.stall.signal]);
    this.definitions = new Definitions(this.session, writer, ports);
    this.live = new LiveTexts(writer, ports);
    this.freshness = wiring.freshness;
    this.standIn = ports.recording && new StandIn(ports.recording);
    this.slots = new ThreadSlots(ports.settings.maxThreads, ports.settings.maxChildren);
  }

  /** Drops what is remembered only so that it need not be made again. */
  forget(): void {
    this.offered = undefined;
    this.palettes.clear();
    this.definitions.forget();
  }

  /** What becomes of questions. */
  get approve(): ApproveMode {
    return this.approveHere ?? this.session.state.started?.approve ?? 'deny';
  }

  /** Starts a thread's loop, once. */
  start(thread: string): void {
    this.startThread(this, thread);
  }

  /** Every tool that a thread of this run could be given, the runtime's own among them. Asked for once a run. */
  tools(): Promise<ToolSpec[]> {
    this.offered ??= this.ports.toolbox.list().then((specs) => [...specs, ...this.ownTools]);
    return this.offered;
  }

  /** The tools that a thread's model is offered: the same list for threads that may do the same. */
  async palette({ capabilities, declaredOutputs }: ThreadState): Promise<ToolDescription[]> {
    const tools = await this.tools();
    const key = JSON.stringify([capabilities, declaredOutputs]);
    let palette = this.palettes.get(key);
    if (!palette) {
      palette = paletteOf({ tools, capabilities }, declaredOutputs, this.ports.settings.toolTokens);
      this.palettes.set(key, palette);
    }
    return palette;
  }

  /** Aborts when the thread is cancelled or the run is interrupted. */
  signalOf(thread: string): AbortSignal {
    const known = this.signals.get(thread);
    if (known) return known;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, this.interrupt]);
    this.controllers.set(thread, controller);
    this.signals.set(thread, signal);
    return signal;
  }

  cancellationOf(thread: string): Cancellation | undefined {
    return this.cancellations.get(thread);
  }

  /** Ends a thread and everything below it; each loop records its own end. Returns the ids, deepest first. */
  cancel(thread: string, why: Cancellation): string[] {
    const ids = this.activeBelow(thread).map(({ id }) => id);
    for (const id of ids) {
      if (!this.cancellations.has(id) || why.kill) this.cancellations.set(id, why);
      this.signalOf(id);
      this.controllers.get(id)?.abort();
    }
    return ids;
  }

  /** Ends everything below a thread, but not the thread itself. */
  cancelBelow(thread: string, why: Cancellation): void {
    for (const child of this.session.threadOrThrow(thread).children) this.cancel(child, why);
  }

  /** Every thread of the subtree that is not final, deepest first, the thread itself last. */
  activeBelow(id: string): ThreadState[] {
    const thread = this.session.threadOrThrow(id);
    const below = thread.children.flatMap((child) => this.activeBelow(child));
    return isFinal(thread.status) ? below : [...below, thread];
  }

  /** Stops every thread: what broke is not theirs, and cannot be recorded. */
  fail(error: unknown): void {
    this.failed ??= error;
    this.failure.abort();
  }

  /** Stops the driver: nothing can move before somebody decides. */
  stopStalled(): void {
    this.stall.abort();
  }

  get isStalled(): boolean {
    return this.stall.signal.aborted;
  }

  /** @throws {InterruptedError} when the driver is to stop */
  checkInterrupt(): void {
    if (this.interrupt.aborted) throw new InterruptedError(this.session.state.runId);
  }
}
