import { type ApprovalQuestion, type LimitQuestion, type Question, usdText } from '#protocol';
import { type Line, pad, type Style, sanitize, segment, wrap } from '../../text/index.ts';
import { riskText, whatIsAsked, whoAsks } from './question-text.ts';
import type { EditedArguments } from './queue.ts';
import { factsOf, suggestPattern } from './suggest-pattern.ts';
import { visibleJson } from './visible-json.ts';

const LABEL = 8;

/** What the lines of a question depend on. */
export interface Shown {
  width: number;
  explained: boolean;
  edited?: EditedArguments | undefined;
  projectRoot?: string | undefined;
}

/** All of a question: who asks, what for, why, how dangerous it is, and, last since they can be long, the arguments. */
export function questionLines(question: Question, shown: Shown): Line[] {
  const { width } = shown;
  const id = question.kind === 'approval' ? ` (${question.id})` : '';
  const asks = labelled('asks', `${whoAsks(question)}${id}`, width);
  if (question.kind === 'approval') return [...asks, ...approvalLines(question, shown)];
  const what = labelled('what', whatIsAsked(question), width, { bold: true });
  if (question.kind === 'stuck') {
    return [
      ...asks,
      ...what,
      ...explain(shown, [
        'y lets it go on: what it did until then no longer counts.',
        'x ends it and all below it, after a question.',
      ]),
    ];
  }
  return [...asks, ...what, ...limitLines(question, shown)];
}

function approvalLines(question: ApprovalQuestion, shown: Shown): Line[] {
  const { action, risk, why } = question;
  const { width, edited } = shown;
  const dangerous = risk === 'elevated' || risk === 'unrestricted';
  const input = edited && 'input' in edited ? edited.input : action.input;
  return [
    ...labelled('call', action.tool, width, { bold: true }),
    ...(why === undefined ? [] : labelled('why', why, width)),
    ...labelled('risk', riskText(question), width, dangerous ? { bold: true, colour: 'yellow' } : {}),
    ...explain(shown, explanation(question, shown)),
    ...(edited && 'problem' in edited
      ? labelled('edited', edited.problem, width, { bold: true, colour: 'yellow' })
      : []),
    ...labelledLines(edited && 'input' in edited ? 'edited' : 'args', visibleJson(input), width),
  ];
}

function explanation(question: ApprovalQuestion, { projectRoot, edited }: Shown): string[] {
  const { digest, rule, action, risk } = question;
  const input = edited && 'input' in edited ? edited.input : undefined;
  const about = suggestPattern(question, projectRoot, input)?.about;
  const asked = rule === undefined ? 'what the tool itself wants' : `the rule "${rule}"`;
  return [
    `rule: ${rule ?? 'none; the tool itself wants to be asked for'} (.ai/config/agent/approvals.yaml)`,
    `capability: ${factsOf(question, projectRoot).capability}`,
    `risk class: ${risk}`,
    `digest: ${digest}`,
    'y: this exact action, once. If it is another one by then, it is asked about again.',
    `s: whatever ${asked} asks about ${action.tool}, in this run.`,
    ...(about === undefined ? [] : [`h: what of ${action.tool} fits a pattern for its ${about}, in this run.`]),
    'n: it is not done; the model reads your note and goes on without.',
  ];
}

function limitLines({ limit, raises, leastUsd, runId }: LimitQuestion, shown: Shown): Line[] {
  const whose = raises === 'run' ? `the ceiling of ${runId}` : `its own limit of ${limit}`;
  const least =
    leastUsd === undefined ? [] : labelled('takes', `up to ${usdText(leastUsd)} for the next call`, shown.width);
  return [
    ...labelled('stands', `it has come to ${whose}, and nothing of it goes on`, shown.width),
    ...least,
    ...explain(shown, [
      `b: more of it. ${raises === 'run' ? "The money is the whole run's." : limit === 'spend' ? "The money comes out of its parent's." : ''}`.trim(),
      'w: one last answer, to hand over what it has; never more money.',
      'x: an end of it and all below it, after a question.',
    ]),
  ];
}

function explain({ explained, width }: Shown, texts: readonly string[]): Line[] {
  return explained
    ? texts.flatMap((text, nth) => labelled(nth === 0 ? 'explain' : '', text, width, { dim: true }))
    : [];
}

function labelled(label: string, text: string, width: number, style: Style = {}): Line[] {
  return labelledLines(label, [text], width, style);
}

function labelledLines(label: string, texts: readonly string[], width: number, style: Style = {}): Line[] {
  const room = Math.max(10, width - LABEL);
  return texts
    .flatMap((text) => wrap(sanitize(text, text.length), room))
    .map((text, nth) => [segment(pad(nth === 0 ? label : '', LABEL), { dim: true }), segment(text, style)]);
}
