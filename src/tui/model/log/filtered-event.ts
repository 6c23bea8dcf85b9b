import type { Event, RunState } from '#protocol';
import { eventWords } from '../../views/event-parts.ts';
import type { Filterable } from '../filter.ts';
import { labelOf } from '../label-of.ts';
import { eventWord } from './event-word.ts';

/** An event to a filter. Each part is made only where a term asks for it: there can be a hundred thousand events. */
export class FilteredEvent implements Filterable {
  readonly #event: Event;
  readonly #state: RunState;

  constructor(event: Event, state: RunState) {
    this.#event = event;
    this.#state = state;
  }

  get text(): string {
    return eventWords(this.#state, this.#event).toLowerCase();
  }

  get state(): string {
    return eventWord(this.#event);
  }

  get model(): string {
    const { data } = this.#event;
    return 'model' in data && typeof data.model === 'string' ? data.model.toLowerCase() : '';
  }

  get spendUsd(): number {
    return this.#event.type === 'model_call_completed' ? this.#event.data.cost_usd : 0;
  }

  get thread(): string {
    const thread = this.#state.threads.get(this.#event.thread);
    return `${thread ? labelOf(thread) : ''} ${this.#event.thread}`.toLowerCase();
  }

  get type(): string {
    return this.#event.type;
  }
}
