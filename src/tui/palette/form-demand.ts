import type { DirectiveEntry } from '#app';
import type { Demand } from '../overlays/demand.ts';
import { inputsOfWords } from './inputs-of-words.ts';
import type { Word } from './split-words.ts';

/** The form of a directive, with the words behind its name placed into its inputs. */
export function formDemand({ id, inputs }: DirectiveEntry, words: readonly Word[]): Demand {
  const { values, problem } = inputsOfWords(words, inputs);
  return { kind: 'openForm', directive: id, values, ...(problem !== undefined && { problem }) };
}
