import type { Clock, LiveCall, Redactor, RunWriter } from '#protocol';

/** Text is shown at most this often, in ms; less often where taking secrets out of it takes its time. */
const EVERY_MS = 100;

/** Of so many rounds' time at most one is work. */
const LEAST_REST = 9;

/** What is told a redactor of the text before, so that it knows `password:` from other words. Unit: characters. */
const CONTEXT = 200;

/** A word that is longer is not shown: nobody reads it, and it could be the beginning of anything. */
const LONGEST_WORD = 32 * 1024;

interface Call {
  call: LiveCall;
  /** The end of what was shown, before secrets were taken out of it. */
  context: string;
  /** What came since. */
  pending: string;
  /** Its present word is too long. */
  skipping: boolean;
}

/**
 * Text of model calls in flight, shown to whoever watches the run, a round of all calls at a time. A secret that comes
 * in two pieces must not be shown in two pieces either, so the end of a text waits until no secret can reach into it.
 */
export class LiveTexts {
  readonly #writer: Pick<RunWriter, 'showLive' | 'endLive'>;
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #calls = new Map<string, Call>();
  readonly #stop = new AbortController();
  #showing = false;
  #touched = false;

  constructor(writer: Pick<RunWriter, 'showLive' | 'endLive'>, ports: { redactor: Redactor; clock: Clock }) {
    this.#writer = writer;
    this.#redactor = ports.redactor;
    this.#clock = ports.clock;
  }

  /** More text of a call has come. */
  take(call: LiveCall, text: string): void {
    if (text === '' || this.#stop.signal.aborted) return;
    const known = this.#calls.get(call.thread);
    const live = known?.call.call_id === call.call_id ? known : { call, context: '', pending: '', skipping: false };
    this.#calls.set(call.thread, live);
    live.pending += text;
    this.#touched = true;
    // Live text is no record: where secrets cannot be taken out of it, the run goes on without.
    if (!this.#showing) this.#show().catch(() => this.#giveUp());
  }

  /** The call has ended: its text stands in the log. */
  end(call: LiveCall): void {
    if (this.#calls.delete(call.thread)) this.#writer.endLive(call);
  }

  stop(): void {
    this.#stop.abort();
    this.#calls.clear();
  }

  #giveUp(): void {
    for (const { call } of this.#calls.values()) this.end(call);
    this.stop();
  }

  async #show(): Promise<void> {
    this.#showing = true;
    let restMs = EVERY_MS;
    while (this.#touched && !this.#stop.signal.aborted) {
      await this.#clock.sleep(restMs, this.#stop.signal);
      this.#touched = false;
      const beganMs = this.#clock.now();
      await this.#showOnce();
      restMs = Math.max(EVERY_MS, (this.#clock.now() - beganMs) * LEAST_REST);
    }
    this.#showing = false;
  }

  async #showOnce(): Promise<void> {
    const parts = [...this.#calls.values()].flatMap((live) => this.#settledOf(live));
    if (parts.length === 0) return;
    const redacted = await this.#redactor.json(parts.map(({ context, text }) => [context, context + text]));
    const texts = parts.map(({ live, text }, index) => {
      const [before = '', both = ''] = redacted[index] ?? [];
      return {
        live,
        text: both.startsWith(before) ? both.slice(before.length) : '[…]'.padEnd(Math.min(3, text.length)),
      };
    });
    // A call that has ended meanwhile stands in the log.
    const current = texts.filter(({ live }) => this.#calls.get(live.call.thread) === live);
    if (current.length > 0) this.#writer.showLive(current.map(({ live, text }) => ({ call: live.call, text })));
  }

  /** What of a call can be shown now; it counts as shown. */
  #settledOf(live: Call): { live: Call; context: string; text: string }[] {
    const { context } = live;
    if (live.skipping) {
      const blank = live.pending.search(/\s/);
      live.pending = blank < 0 ? '' : live.pending.slice(blank);
      live.skipping = blank < 0;
    }
    const settled = this.#redactor.settled(context + live.pending) - context.length;
    if (settled <= 0 && live.pending.length <= LONGEST_WORD) return [];
    if (settled <= 0) {
      live.pending = '';
      live.skipping = true;
      return [{ live, context: '', text: '[…]' }];
    }
    const text = live.pending.slice(0, settled);
    live.pending = live.pending.slice(settled);
    live.context = (context + text).slice(-CONTEXT);
    return [{ live, context, text }];
  }
}
