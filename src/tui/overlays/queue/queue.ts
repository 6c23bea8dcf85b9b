import type { JsonObject, Question } from '#protocol';
import type { TextInput } from '../../input/text-input.ts';
import { questionKey } from '../../model/question-key.ts';

/**
 * Everything that waits for somebody, the oldest first. Which question is selected changes by keys alone: one that is
 * answered elsewhere, or whose thread ends, stays selected until somebody moves, so that no answer is ever given to a question
 * that slid under the cursor.
 */
export interface Queue {
  kind: 'queue';
  /** The key of the selected question; absent while nothing was there to select. */
  selected?: string;
  /** Where it stood when it was last there. */
  index: number;
  /** Lines that what stands below the list is scrolled by. */
  top: number;
  /** Answered from here, and still in the list: what comes of it is on its way. */
  answered: ReadonlySet<string>;
  explained: boolean;
  /** Arguments as an editor left them, by question. */
  edited: ReadonlyMap<string, EditedArguments>;
  /** A line of text that an answer takes. */
  asking?: Asking;
  message?: string;
}

/** Arguments that somebody has changed: what they are, or why they are none. */
export type EditedArguments = { text: string; input: JsonObject } | { text: string; problem: string };

/** What an answer asks for: why not, what else it covers, how much more. */
export interface Asking {
  what: 'note' | 'pattern' | 'raise';
  input: TextInput;
  /** Why what was typed is not taken. */
  problem?: string;
}

/** The queue at a question. */
export function openQueue(question: Question | undefined): Queue {
  return {
    kind: 'queue',
    ...(question && { selected: questionKey(question) }),
    // Moves to it with the first key that looks.
    index: 0,
    top: 0,
    answered: new Set(),
    explained: false,
    edited: new Map(),
  };
}

/** The selected question, while it waits. */
export function selectedIn({ selected }: Queue, questions: readonly Question[]): Question | undefined {
  return questions.find((question) => questionKey(question) === selected);
}

/** Where the selection stands in the list: where it stood, once it is gone. */
export function indexIn({ selected, index }: Queue, questions: readonly Question[]): number {
  const at = questions.findIndex((question) => questionKey(question) === selected);
  return at >= 0 ? at : Math.max(0, Math.min(index, questions.length - 1));
}

/** Selects by place; what was said about another one goes. */
export function selectAt(queue: Queue, questions: readonly Question[], index: number): Queue {
  const at = Math.max(0, Math.min(index, questions.length - 1));
  const question = questions[at];
  if (!question) return queue;
  const { message: _said, ...rest } = queue;
  return { ...rest, selected: questionKey(question), index: at, top: 0 };
}

/** Nothing came of an answer: it can be given again. */
export function notAnswered(queue: Queue, key: string): Queue {
  return { ...queue, answered: new Set([...queue.answered].filter((each) => each !== key)) };
}
