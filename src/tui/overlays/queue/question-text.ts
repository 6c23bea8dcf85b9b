import { actionText, type Question, usdText } from '#protocol';
import { waitText } from '../../model/age-text.ts';
import { sanitize } from '../../text/index.ts';

/** `r-7f3a / planner / docs-fetch`: the run, and from its root down who asks. */
export function whoAsks({ runId, place }: Question): string {
  return sanitize([runId, ...place.split('/').slice(1)].join(' / '), 400);
}

/** What it is about, in one line. */
export function whatIsAsked(question: Question): string {
  switch (question.kind) {
    case 'approval':
      return sanitize(actionText(question.action), 400);
    case 'limit': {
      const { limit, current, max } = question;
      const money = limit === 'spend';
      return `limit of ${limit}: ${money ? usdText(current) : current} of ${money ? usdText(max) : max}`;
    }
    case 'stuck':
      return sanitize(`gets nowhere: ${question.why}`, 400);
  }
}

/** How long it waits. */
export function askedFor({ at }: Question, nowMs: number): string {
  return waitText(nowMs - Date.parse(at));
}

/** `risk: elevated, asked for by "web"`. */
export function riskText(question: Extract<Question, { kind: 'approval' }>): string {
  const { risk, rule } = question;
  return sanitize(`${risk}${rule === undefined ? '' : `, asked for by "${rule}"`}`, 200);
}

/** The keys that answer it. @param about What a pattern would be about. */
export function answerKeys(kind: Question['kind'], about = 'scope'): [keys: string[], others: string[]] {
  switch (kind) {
    case 'approval':
      return [
        ['y once', 's this run', `h this ${about}`, 'n deny'],
        ['e edit args', 'i explain', 'enter open thread'],
      ];
    case 'limit':
      return [
        ['b raise', 'w wrap up', 'x cancel'],
        ['i explain', 'enter open thread'],
      ];
    case 'stuck':
      return [
        ['y go on', 'x cancel'],
        ['i explain', 'enter open thread'],
      ];
  }
}
