import { type ApprovalQuestion, type LimitQuestion, type Question, usdText } from '#protocol';
import { questionKey } from '../model/question-key.ts';
import { waitingQuestions } from '../model/questions.ts';
import type { Demand } from '../overlays/demand.ts';
import { answerWith, approval, denial, raise } from '../overlays/queue/answers.ts';
import { riskText, whatIsAsked, whoAsks } from '../overlays/queue/question-text.ts';
import { visibleJson } from '../overlays/queue/visible-json.ts';
import { sanitize } from '../text/index.ts';
import type { Choice, LinearSession } from './session.ts';

/** Says what waits for an answer; where it is one question, all of it, with the answers by number. */
export function offerQuestions(session: LinearSession): void {
  const questions = questionsIn(session);
  const [first] = questions;
  if (!first) {
    session.say('nothing waits for you');
    return;
  }
  if (questions.length === 1) {
    offerAnswers(session, first);
    return;
  }
  session.say(`${questions.length} questions wait:`);
  session.offer(
    questions.map((question) => ({ text: lineOf(question), choose: () => offerAnswers(session, question) })),
  );
}

/** A question in one line. */
export function lineOf(question: Question): string {
  return `${whoAsks(question)} asks: ${whatIsAsked(question)}`;
}

/** Denies the question that was shown last. @param note Read by the model; may be empty. */
export async function denyShown(session: LinearSession, note: string): Promise<void> {
  const question = shownQuestion(session);
  if (question?.kind === 'approval') return give(session, denial(question, note));
  session.say('no question about an action was shown: type approvals first');
}

/** Raises the limit that was shown last. */
export async function raiseShown(session: LinearSession, text: string): Promise<void> {
  const question = shownQuestion(session);
  if (question?.kind !== 'limit') return session.say('no question about a limit was shown: type approvals first');
  const demand = raise(question, text);
  if (typeof demand === 'string') return session.say(demand);
  return give(session, demand);
}

function offerAnswers(session: LinearSession, question: Question): void {
  session.shown = questionKey(question);
  session.say(`question: ${lineOf(question)}`);
  if (question.kind === 'approval') {
    if (question.why !== undefined) session.say(`why: ${sanitize(question.why)}`);
    session.say(`risk: ${riskText(question)}`);
    for (const line of visibleJson(question.action.input)) session.say(`arguments: ${sanitize(line, line.length)}`);
  }
  session.offer(answersTo(session, question));
  if (question.kind === 'approval') session.say('deny TEXT: no, and why, for the model to read');
  if (question.kind === 'limit') session.say('raise AMOUNT: the new limit, or + and how much more');
}

function answersTo(session: LinearSession, question: Question): Choice[] {
  const choice = (text: string, demand: Demand | string): Choice => ({
    text,
    choose: () => (typeof demand === 'string' ? session.say(demand) : give(session, demand)),
  });
  const later: Choice = { text: 'later', choose: () => session.say('nothing was answered') };
  switch (question.kind) {
    case 'approval':
      return [...approvals(question).map(([text, demand]) => choice(text, demand)), later];
    case 'limit':
      return [
        choice(`raise it to ${amount(question, question.max * 2)}`, raise(question, String(question.max * 2))),
        choice(
          'one last answer, to hand over what it has',
          answerWith(question, { kind: 'wrap_up', thread: question.thread }, 'it wraps up'),
        ),
        later,
      ];
    case 'stuck':
      return [
        choice('let it go on', answerWith(question, { kind: 'unpause', thread: question.thread }, 'it goes on')),
        later,
      ];
  }
}

function approvals(question: ApprovalQuestion): [text: string, demand: Demand][] {
  return [
    ['yes, once', approval(question, { scope: 'once' })],
    ['yes, and the like in this run', approval(question, { scope: 'run' })],
    ['no', denial(question, '')],
  ];
}

function amount({ limit }: LimitQuestion, value: number): string {
  return limit === 'spend' ? usdText(value) : String(value);
}

async function give(session: LinearSession, demand: Demand): Promise<void> {
  if (demand.kind !== 'answer') return;
  delete session.shown;
  const { by, resumed } = await session.host.actions.answer(demand.runId, demand.wish);
  const how =
    by === 'driver' ? '' : resumed ? ', and the run goes on' : '; nobody drives the run, resume lets it go on';
  session.say(sanitize(`${demand.what}${how}`));
}

function questionsIn(session: LinearSession): readonly Question[] {
  const feed = session.run;
  return waitingQuestions({ project: session.projectFeed(), ...(feed && { run: { feed } }) });
}

function shownQuestion(session: LinearSession): Question | undefined {
  return questionsIn(session).find((question) => questionKey(question) === session.shown);
}
