import type { LiveDelta, RunState } from '#protocol';
import type { LiveText } from './feed.ts';

/** The longest text of a call in flight that is kept, in characters: its end. */
const LONGEST_TEXT = 64 * 1024;

/** Texts of a run's calls in flight, put together from their pieces. */
export class LiveCalls {
  readonly #texts = new Map<string, { live: LiveText; end: number }>();
  #shown: ReadonlyMap<string, LiveText> = new Map();

  /** By thread id; another map each time that something in it has changed. */
  get shown(): ReadonlyMap<string, LiveText> {
    return this.#shown;
  }

  /**
   * Takes in more pieces. A text is shown while the log has its call in flight: neither before its beginning is
   * read, nor once its end is.
   * @returns whether what is shown has changed
   */
  take(deltas: readonly LiveDelta[], state: RunState): boolean {
    const fresh = new Set(deltas.map(({ thread }) => thread));
    for (const { thread, call_id: callId, at, text } of deltas) {
      const before = this.#texts.get(thread);
      const goesOn = before?.live.callId === callId && before.end === at;
      const whole = (goesOn ? before.live.text : '') + text;
      this.#texts.set(thread, { live: { callId, text: whole.slice(-LONGEST_TEXT) }, end: at + text.length });
    }
    const shown = new Map<string, LiveText>();
    for (const [thread, { live }] of this.#texts) {
      if (state.threads.get(thread)?.openModelCall?.callId === live.callId) shown.set(thread, live);
      // One that came before the event which begins its call waits for that; any other has ended.
      else if (!fresh.has(thread)) this.#texts.delete(thread);
    }
    const same = shown.size === this.#shown.size && [...shown].every(([id, live]) => this.#shown.get(id) === live);
    if (!same) this.#shown = shown;
    return !same;
  }

  /** Shows no longer what the log has an end for, so that a frame never holds an answer and its text in flight at once. */
  endIn(state: RunState): void {
    const open = [...this.#shown].filter(
      ([thread, { callId }]) => state.threads.get(thread)?.openModelCall?.callId === callId,
    );
    if (open.length < this.#shown.size) this.#shown = new Map(open);
  }
}
