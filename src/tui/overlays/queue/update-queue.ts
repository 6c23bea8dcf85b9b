import type { Question } from '#protocol';
import { editInput } from '../../input/edit-input.ts';
import { insertText, textInput, textOf } from '../../input/text-input.ts';
import type { Key } from '../../keys/key.ts';
import { questionKey } from '../../model/question-key.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import { answerWith, approval, denial, patternApproval, raise } from './answers.ts';
import { argumentsText } from './edited-arguments.ts';
import { questionLines } from './question-lines.ts';
import { type Asking, indexIn, type Queue, selectAt, selectedIn } from './queue.ts';
import { suggestPattern } from './suggest-pattern.ts';

/** Keys in the queue: they move, leave, or answer the selected question and no other. */
export function updateQueue(queue: Queue, event: OverlayEvent, around: Surroundings): Step<Queue> {
  const { questions } = around;
  const here = { ...queue, index: indexIn(queue, questions) };
  if (queue.asking) return updateAsking(here, queue.asking, event, around);
  if (event.kind === 'paste') return stay(here);
  const { key } = event;
  if (leaves(key) || key.text === 'q' || key.text === 'A') return close();
  const moved = move(here, key, questions);
  if (moved) return stay(moved);
  if (key.ctrl || key.meta) return stay(here);
  if (key.text === 'i') return stay({ ...here, explained: !here.explained, top: 0 });
  if (!ANSWERS.has(key.text ?? key.name)) return stay(here);
  const question = selectedIn(here, questions);
  if (question) return answerKey(here, question, key, around);
  if (questions.length === 0) return stay({ ...here, message: 'Nothing waits for you.' });
  return stay({
    ...selectAt(here, questions, here.index),
    message: 'Nothing was selected: this is the next one. Look at it first.',
  });
}

const ANSWERS: ReadonlySet<string> = new Set(['y', 's', 'h', 'n', 'e', 'b', 'w', 'x', 'enter']);

function move(queue: Queue, { name, text }: Key, questions: readonly Question[]): Queue | undefined {
  const { index } = queue;
  const isThere = selectedIn(queue, questions) !== undefined;
  switch (text ?? name) {
    case 'j':
    case 'down':
      // Where the selected one is gone, the next one stands in its place.
      return selectAt(queue, questions, isThere ? index + 1 : index);
    case 'k':
    case 'up':
      return selectAt(queue, questions, index - 1);
    case 'g':
    case 'home':
      return selectAt(queue, questions, 0);
    case 'G':
    case 'end':
      return selectAt(queue, questions, questions.length - 1);
    case 'J':
      return scrolledBy(queue, questions, 1);
    case 'K':
      return scrolledBy(queue, questions, -1);
    case 'pagedown':
      return scrolledBy(queue, questions, 8);
    case 'pageup':
      return scrolledBy(queue, questions, -8);
    default:
      return undefined;
  }
}

/** What is known of a question is at most so long, in the narrowest room. */
function scrolledBy(queue: Queue, questions: readonly Question[], rows: number): Queue {
  const question = selectedIn(queue, questions);
  const most = question ? questionLines(question, { width: NARROWEST, explained: true }).length : 0;
  return { ...queue, top: Math.max(0, Math.min(queue.top + rows, most)) };
}

/** Cells for a question on a screen of 60 columns. */
const NARROWEST = 52;

function answerKey(queue: Queue, question: Question, key: Key, around: Surroundings): Step<Queue> {
  const { runId, thread } = question;
  const name = key.text ?? key.name;
  if (name === 'enter') return close({ kind: 'openThread', runId, thread });
  if (queue.answered.has(questionKey(question)))
    return stay({ ...queue, message: 'It is answered: what comes of it is on its way.' });
  if (question.kind === 'approval') return approvalKey(queue, question, name, around);
  if (name === 'x') return stay(queue, { kind: 'openConfirm', wish: 'cancel', target: { runId, thread } });
  if (question.kind === 'stuck')
    return name === 'y'
      ? answered(queue, question, answerWith(question, { kind: 'unpause', thread }, 'it goes on'))
      : stay({ ...queue, message: 'It gets nowhere: y lets it go on, x cancels it.' });
  if (name === 'b') return stay(ask(queue, 'raise', ''));
  if (name === 'w') return answered(queue, question, answerWith(question, { kind: 'wrap_up', thread }, 'it wraps up'));
  return stay({ ...queue, message: 'It is at a limit: b raises it, w lets it wrap up, x cancels it.' });
}

function approvalKey(
  queue: Queue,
  question: Extract<Question, { kind: 'approval' }>,
  name: string,
  { projectRoot }: Surroundings,
): Step<Queue> {
  const edited = queue.edited.get(questionKey(question));
  const input = edited && 'input' in edited ? edited.input : undefined;
  switch (name) {
    case 'n':
      return stay(ask(queue, 'note', ''));
    case 'e':
      return stay(queue, {
        kind: 'editArguments',
        key: questionKey(question),
        text: argumentsText(edited, question.action.input),
      });
    case 'y':
    case 's':
    case 'h':
      break;
    default:
      return stay({ ...queue, message: 'It asks for an action: y s h approve it, n denies it.' });
  }
  if (edited && 'problem' in edited) return stay({ ...queue, message: `${edited.problem} e edits it again.` });
  if (name !== 'h')
    return answered(queue, question, approval(question, { scope: name === 'y' ? 'once' : 'run' }, input));
  const suggestion = suggestPattern(question, projectRoot, input);
  if (!suggestion)
    return stay({ ...queue, message: 'It names no command, host or path that a pattern could be about.' });
  return stay(ask(queue, 'pattern', suggestion.pattern));
}

function ask(queue: Queue, what: Asking['what'], text: string): Queue {
  const { message: _said, ...rest } = queue;
  return { ...rest, asking: { what, input: textInput(text) } };
}

function answered(queue: Queue, question: Question, demand: Parameters<typeof stay>[1]): Step<Queue> {
  const { message: _said, asking: _asked, ...rest } = queue;
  return stay({ ...rest, answered: new Set([...queue.answered, questionKey(question)]) }, ...(demand ? [demand] : []));
}

function updateAsking(queue: Queue, asking: Asking, event: OverlayEvent, around: Surroundings): Step<Queue> {
  const typed = (input: Asking['input']): Step<Queue> => stay({ ...queue, asking: { what: asking.what, input } });
  if (event.kind === 'paste') return typed(insertText(asking.input, event.text));
  const { key } = event;
  if (leaves(key)) return stay(withoutAsking(queue));
  if (key.name !== 'enter') {
    const input = editInput(asking.input, key);
    return input ? typed(input) : stay(queue);
  }
  const question = selectedIn(queue, around.questions);
  if (!question)
    return stay({
      ...withoutAsking(queue),
      message: 'It is gone: somebody has answered it, or its thread has ended.',
    });
  const demand = demandOf(queue, asking, question, around);
  if (typeof demand === 'string') return stay({ ...queue, asking: { ...asking, problem: demand } });
  return answered(queue, question, demand);
}

function demandOf(queue: Queue, { what, input }: Asking, question: Question, { projectRoot }: Surroundings) {
  const text = textOf(input).trim();
  if (question.kind === 'limit') return raise(question, text);
  if (question.kind === 'stuck') return 'Nothing is to be typed here.';
  if (what === 'note') return denial(question, text);
  const edited = queue.edited.get(questionKey(question));
  return patternApproval(question, text, {
    projectRoot,
    input: edited && 'input' in edited ? edited.input : undefined,
  });
}

function withoutAsking(queue: Queue): Queue {
  const { asking: _asked, ...rest } = queue;
  return rest;
}
