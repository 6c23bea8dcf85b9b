import type { Question } from '#protocol';
import type { Model } from '../../model/model.ts';
import { waitingQuestions } from '../../model/questions.ts';
import { answerKeys, askedFor, riskText, whatIsAsked, whoAsks } from '../../overlays/queue/question-text.ts';
import { suggestPattern } from '../../overlays/queue/suggest-pattern.ts';
import { box, fitText, type Line, lineOf, type Size, sanitize, wrap } from '../../text/index.ts';

/** Who waits for an answer, and for which: the oldest in full. Its keys answer in the queue alone. */
export function needsPane(model: Model, size: Size): Line[] {
  const { run, glyphs } = model;
  const questions = waitingQuestions(model);
  const columns = size.columns - 2;
  const frame = { title: `Needs you (${questions.length})`, right: 'A' };
  const room = size.rows - 2;
  const lines =
    questions.length === 0
      ? [lineOf(' nothing waits for you', { dim: true })]
      : questions.flatMap((question, index) => entryLines(model, question, index, columns));
  const { autoApproved = 0, denied = 0 } = run?.facts ?? {};
  const counts = lineOf(` auto-approved in this run: ${autoApproved}   denied: ${denied}`, { dim: true });
  const shown = lines.slice(0, Math.max(0, room - 1));
  const body = [...shown, ...Array.from({ length: Math.max(0, room - 1 - shown.length) }, () => lineOf('')), counts];
  return box(frame, body, size, glyphs);
}

function entryLines(model: Model, question: Question, index: number, columns: number): Line[] {
  const more = model.glyphs.more;
  const age = askedFor(question, model.nowMs);
  const who = ` ${index === 0 ? '>' : ' '} ${index + 1}  ${whoAsks(question)}`;
  const head = lineOf(`${fitText(who, Math.max(0, columns - age.length - 3), 'left', more)} ${age}`);
  const text = (line: string, dim = false): Line =>
    lineOf(`      ${fitText(line, Math.max(0, columns - 7), 'left', more)}`, { dim });
  if (index > 0) return [head, text(whatIsAsked(question)), lineOf('')];
  const about = question.kind === 'approval' ? suggestPattern(question, model.projectRoot)?.about : undefined;
  const keys = answerKeys(question.kind, about).map((each) => text(each.join('   '), true));
  const facts =
    question.kind === 'approval' ? [...whyLines(question.why, columns), text(`risk: ${riskText(question)}`)] : [];
  return [head, text(whatIsAsked(question)), ...facts, lineOf(''), ...keys, lineOf('')];
}

/** Two lines of what the model said with it; the queue has all of it. */
function whyLines(why: string | undefined, columns: number): Line[] {
  if (why === undefined) return [];
  return wrap(`why: ${sanitize(why, 300)}`, Math.max(10, columns - 7))
    .slice(0, 2)
    .map((line) => lineOf(`      ${line}`));
}
