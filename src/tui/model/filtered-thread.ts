import { type ThreadState, toUsd } from '#protocol';
import type { Filterable } from './filter.ts';
import { threadWord, type WordContext } from './thread-word.ts';

/** A thread to a filter. Each part is made only where a term asks for it: there can be thousands of threads. */
export class FilteredThread implements Filterable {
  readonly #thread: ThreadState;
  readonly #words: WordContext;

  constructor(thread: ThreadState, words: WordContext) {
    this.#thread = thread;
    this.#words = words;
  }

  get text(): string {
    return `${this.#thread.place} ${this.#thread.directive} ${this.#thread.id}`.toLowerCase();
  }

  get state(): string {
    return threadWord(this.#thread, this.#words);
  }

  get model(): string {
    return `${this.#thread.model} ${this.#thread.modelTier ?? ''}`.toLowerCase();
  }

  get spendUsd(): number {
    return toUsd(this.#thread.account.own);
  }
}
