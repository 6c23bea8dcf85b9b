import type { Question } from '#protocol';
import { viewInput } from '../../input/view-input.ts';
import { questionKey } from '../../model/question-key.ts';
import {
  box,
  cellWidth,
  fitLine,
  fitText,
  type Glyphs,
  type Line,
  lineOf,
  type Size,
  segment,
  spread,
} from '../../text/index.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import { questionLines } from './question-lines.ts';
import { answerKeys, askedFor, whatIsAsked, whoAsks } from './question-text.ts';
import { type Asking, indexIn, type Queue, selectedIn } from './queue.ts';
import { suggestPattern } from './suggest-pattern.ts';

const MOST_COLUMNS = 116;
/** Beside the list and what is known of the selected question: the frame, a rule, the keys, what was said last. */
const FIXED_ROWS = 6;

/** The list of what waits, below it all of the selected question, then the keys that answer it. */
export function viewQueue(queue: Queue, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const { questions } = around;
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 4;
  const question = selectedIn(queue, questions);
  const details = question ? detailsOf(queue, question, around, width) : [];
  const listRoom = Math.max(1, Math.min(questions.length, Math.max(3, Math.floor((room.rows - FIXED_ROWS) * 0.35))));
  const rows = Math.min(room.rows, listRoom + Math.max(details.length, 3) + FIXED_ROWS);
  const detailRoom = Math.max(0, rows - FIXED_ROWS - listRoom);
  const rule = lineOf(glyphs.horizontal.repeat(width), { dim: true });
  const keys = question ? keyLines(queue, question, around, width) : [lineOf(''), lineOf('')];
  const asking = queue.asking && question ? askingLines(queue.asking, question, width) : undefined;
  const lines: Line[] = [
    ...listLines(queue, around, { width, rows: listRoom }, glyphs),
    rule,
    ...scrolled(details, queue.top, detailRoom),
    ...(asking?.lines ?? keys),
    messageLine(queue, around, width, glyphs),
  ];
  const frame = { title: `Needs you (${questions.length})`, right: 'j/k move  J/K scroll  esc leave', focused: true };
  const inset = lines.map((line): Line => [segment(' '), ...line]);
  return {
    size: { columns, rows },
    lines: box(frame, inset, { columns, rows }, glyphs),
    ...(asking && { cursor: { row: rows - 3, column: 2 + asking.cursor } }),
  };
}

function detailsOf(queue: Queue, question: Question, { projectRoot }: Surroundings, width: number): Line[] {
  return questionLines(question, {
    width,
    explained: queue.explained,
    edited: queue.edited.get(questionKey(question)),
    projectRoot,
  });
}

function listLines(
  queue: Queue,
  { questions, nowMs }: Surroundings,
  room: { width: number; rows: number },
  glyphs: Glyphs,
): Line[] {
  if (questions.length === 0) return [lineOf('nothing waits for you', { dim: true })];
  const index = indexIn(queue, questions);
  const isThere = selectedIn(queue, questions) !== undefined;
  const top = Math.max(0, Math.min(index - room.rows + 1, questions.length - room.rows));
  const shown = questions.slice(top, top + room.rows);
  const whoCells = Math.min(Math.floor(room.width * 0.45), Math.max(...shown.map((each) => cellWidth(whoAsks(each)))));
  return shown.map((question, nth) => {
    const number = String(top + nth + 1).padStart(2);
    const age = ` ${askedFor(question, nowMs).padStart(8)}`;
    const isAnswered = queue.answered.has(questionKey(question));
    const what = isAnswered ? 'answered' : whatIsAsked(question);
    const who = `${fitText(whoAsks(question), whoCells, 'left', glyphs.more)}  `;
    const selected = isThere && top + nth === index;
    const text = `${selected ? '>' : ' '} ${number}  ${who}`;
    const rest = fitText(what, Math.max(0, room.width - cellWidth(text) - cellWidth(age)), 'left', glyphs.more);
    return selected
      ? [segment(text + rest + age, { inverse: true })]
      : [segment(text), segment(rest, { dim: isAnswered }), segment(age, { dim: true })];
  });
}

/** As much as there is room for; what is below is counted. */
function scrolled(lines: readonly Line[], top: number, rows: number): Line[] {
  const most = Math.max(0, lines.length - rows);
  const from = Math.min(top, most);
  const shown = lines.slice(from, from + rows);
  const below = lines.length - from - rows;
  if (below > 0 && rows > 0) shown[rows - 1] = lineOf(`${below + 1} lines more below: J`, { dim: true });
  return [...shown, ...Array.from({ length: rows - shown.length }, (): Line => [])];
}

function keyLines(queue: Queue, question: Question, { projectRoot }: Surroundings, width: number): Line[] {
  const isAnswered = queue.answered.has(questionKey(question));
  const about = question.kind === 'approval' ? suggestPattern(question, projectRoot)?.about : undefined;
  return answerKeys(question.kind, about).map((keys) =>
    fitLine(
      keys.flatMap((key) => {
        const [name = '', ...label] = key.split(' ');
        return [
          segment(name, { bold: !isAnswered, dim: isAnswered }),
          segment(` ${label.join(' ')}   `, { dim: true }),
        ];
      }),
      width,
    ),
  );
}

const LABELS = {
  note: 'deny, and say why',
  pattern: 'approve in this run what fits',
  raise: 'new limit, or + so much more',
} as const;

function askingLines(
  { what, input, problem }: Asking,
  question: Question,
  width: number,
): { lines: Line[]; cursor: number } {
  const label = `${LABELS[what]}: `;
  const typed = viewInput(
    input,
    Math.max(4, width - label.length),
    what === 'note' ? 'the model reads it; may stay empty' : '',
  );
  const help = problem ?? `enter sends it, esc goes back${question.kind === 'limit' ? `; now ${question.max}` : ''}`;
  return {
    lines: [
      lineOf(help, problem === undefined ? { dim: true } : { bold: true, colour: 'yellow' }),
      [segment(label, { bold: true }), ...typed.segments],
    ],
    cursor: label.length + typed.cursor,
  };
}

/** What was said last, and what was decided without asking. */
function messageLine(queue: Queue, { decided, questions }: Surroundings, width: number, glyphs: Glyphs): Line {
  const isGone = queue.selected !== undefined && selectedIn(queue, questions) === undefined;
  const message = queue.message ?? (isGone ? goneText(queue, questions) : '');
  const counts = decided ? `auto-approved in this run: ${decided.autoApproved}   denied: ${decided.denied}` : '';
  const text = lineOf(fitText(message, Math.min(width, cellWidth(message)), 'left', glyphs.more), {
    bold: true,
    colour: 'yellow',
  });
  return spread(text, lineOf(counts, { dim: true }), width);
}

function goneText({ selected = '', answered }: Queue, questions: readonly Question[]): string {
  const how = answered.has(selected) ? 'Answered.' : 'It is gone: answered elsewhere, or its thread has ended.';
  return questions.length === 0 ? how : `${how} j selects the next.`;
}
