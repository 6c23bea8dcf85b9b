import type { Json, JsonObject } from '#protocol';
import { questionKey } from '../../model/question-key.ts';
import type { Surroundings } from '../surroundings.ts';
import type { EditedArguments, Queue } from './queue.ts';

/** Takes in what an editor left; nothing is answered by it yet. An empty text takes an earlier change back. */
export function withArguments(
  queue: Queue,
  { key, text }: { key: string; text: string },
  { questions }: Pick<Surroundings, 'questions'>,
): Queue {
  const question = questions.find((each) => questionKey(each) === key);
  if (question?.kind !== 'approval')
    return { ...queue, message: 'It is gone: somebody has answered it, or its thread has ended.' };
  const edited = new Map(queue.edited);
  edited.delete(key);
  const read = text.trim() === '' ? undefined : readArguments(text);
  if (!read || ('input' in read && isSame(read.input, question.action.input)))
    return { ...queue, edited, message: 'Nothing is changed.' };
  edited.set(key, read);
  const message =
    'input' in read ? 'Changed: y approves it with these arguments.' : `${read.problem} e edits it again.`;
  return { ...queue, edited, top: 0, message };
}

/** What somebody is to edit: as it is asked for, or as it was left before. */
export function argumentsText(edited: EditedArguments | undefined, input: JsonObject): string {
  return edited?.text ?? `${JSON.stringify(input, undefined, 2)}\n`;
}

function readArguments(text: string): EditedArguments {
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { text, input: value };
    return { text, problem: 'The arguments are to be one JSON object.' };
  } catch (error) {
    return { text, problem: `The arguments do not read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
