import type { Wish } from '#app';
import {
  type ApprovalQuestion,
  actionText,
  fitsPattern,
  type JsonObject,
  type LimitQuestion,
  type Question,
  usdText,
} from '#protocol';
import { questionKey } from '../../model/question-key.ts';
import type { Demand } from '../demand.ts';
import { parseUsd } from '../parse-usd.ts';
import { factsOf } from './suggest-pattern.ts';

type Given = { scope: 'once' | 'run' } | { scope: 'pattern'; pattern: string };

const SCOPES = { once: 'approved', run: 'approved in this run', pattern: 'approved in this run' } as const;

/** An answer as it is demanded. @param what Said once it is given. */
export function answerWith(question: Question, wish: Wish, what: string): Demand {
  return { kind: 'answer', key: questionKey(question), runId: question.runId, wish, what };
}

/** The thread may do it. @param input What is called instead of what was asked for. */
export function approval(question: ApprovalQuestion, given: Given, input?: JsonObject): Demand {
  const { thread, id, digest, action } = question;
  const wish: Wish = { kind: 'approve', thread, approval: id, digest, ...given, ...(input && { input }) };
  const what = actionText({ tool: action.tool, input: input ?? action.input }).slice(0, 100);
  return answerWith(question, wish, `${SCOPES[given.scope]}${input ? ', edited' : ''}: ${what}`);
}

/** It may not, and the model reads why. */
export function denial(question: ApprovalQuestion, note: string): Demand {
  const { thread, id, digest, action } = question;
  const wish: Wish = { kind: 'deny', thread, approval: id, digest, ...(note !== '' && { note }) };
  return answerWith(question, wish, `denied: ${actionText(action).slice(0, 100)}`);
}

/** What fits a pattern, or why that pattern cannot be granted. */
export function patternApproval(
  question: ApprovalQuestion,
  pattern: string,
  { projectRoot, input }: { projectRoot?: string | undefined; input?: JsonObject | undefined },
): Demand | string {
  if (pattern === '') return 'Type a pattern such as example.com or git push *, or esc.';
  if (!fitsPattern(pattern, factsOf(question, projectRoot, input))) return 'It does not fit what is asked for itself.';
  return approval(question, { scope: 'pattern', pattern }, input);
}

/** More of a limit, or why what was typed is not more. */
export function raise(question: LimitQuestion, text: string): Demand | string {
  const { limit, max, raises, thread } = question;
  const more = text.startsWith('+');
  const amount = parseUsd(text.replace(/^\+/, ''));
  if (amount === undefined) return 'Type the new limit, or + and how much more.';
  const to = more ? Number((max + amount).toFixed(9)) : amount;
  if (to <= max) return `It is ${max} already.`;
  if (limit !== 'spend' && !Number.isSafeInteger(to)) return 'It takes a whole number.';
  if (raises === 'run')
    return answerWith(
      question,
      { kind: 'raise_budget', usd: to },
      `the ceiling of ${question.runId} is ${usdText(to)}`,
    );
  const shown = limit === 'spend' ? usdText(to) : String(to);
  return answerWith(question, { kind: 'raise_limit', thread, limit, to }, `the limit of ${limit} is ${shown}`);
}
