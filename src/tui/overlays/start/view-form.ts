import type { DirectiveEntry } from '#app';
import { textOf } from '../../input/text-input.ts';
import { viewInput } from '../../input/view-input.ts';
import {
  box,
  fitText,
  type Glyphs,
  type Line,
  lineOf,
  pad,
  type Segment,
  type Size,
  sanitize,
  segment,
  wrap,
} from '../../text/index.ts';
import { amountText } from '../amount-text.ts';
import { parseUsd } from '../parse-usd.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import type { FormField, StartForm } from './start-form.ts';

const MOST = { columns: 100, rows: 24 } as const;
const LABEL = 14;

/** The form: what is run, its fields, and below them, always in sight, what it may spend. */
export function viewForm(form: StartForm, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST.columns, room.columns);
  const inner = columns - 2;
  const most = Math.min(MOST.rows, room.rows) - 2;
  const foot = footLines(form, around, inner, glyphs);
  const head = headLines(form.entry, inner, glyphs, Math.max(1, most - foot.length - 3));
  // The fields scroll; head and foot do not.
  const space = Math.max(1, most - head.length - foot.length);
  const top = Math.max(0, Math.min(form.focus - Math.floor(space / 2), form.fields.length - space));
  const shown = form.fields.slice(top, top + space);
  const drawn = shown.map((field, index) => fieldLine(form, field, top + index === form.focus, around, inner));
  const lines = [...head, ...drawn.map(({ line }) => line), ...foot];
  const size = { columns, rows: Math.min(lines.length, most) + 2 };
  const cursor = drawn[form.focus - top]?.cursor;
  return {
    size,
    lines: box(
      {
        title: `start /${sanitize(form.entry.id)}${form.entry.kind === 'graph' ? ', a graph' : ''}`,
        right: 'enter start  tab next field  esc leave',
        focused: true,
      },
      lines,
      size,
      glyphs,
    ),
    ...(cursor !== undefined &&
      !form.sending && { cursor: { row: 1 + head.length + form.focus - top, column: 1 + cursor } }),
  };
}

function headLines(
  { description, path, problem }: DirectiveEntry,
  width: number,
  { more }: Glyphs,
  most: number,
): Line[] {
  const text = (line: string, style = {}): Line => lineOf(` ${fitText(line, width - 2, 'left', more)} `, style);
  const lines = description === '' ? [] : wrap(sanitize(description), width - 2).map((line) => text(line));
  const about = [...lines.slice(0, 2), text(sanitize(path), { dim: true })];
  if (problem) {
    const where = problem.at ? `${problem.at.file}:${problem.at.line}:${problem.at.col}  ` : '';
    const why = wrap(sanitize(`${where}${problem.message}`), width - 2).slice(0, 3);
    about.push(...why.map((line) => text(line, { bold: true, colour: 'red' })));
  }
  return [...about.slice(0, most), []];
}

function fieldLine(
  form: StartForm,
  field: FormField,
  focused: boolean,
  around: Surroundings,
  width: number,
): { line: Line; cursor?: number } {
  const mark = field.problem === undefined ? ' ' : '!';
  const label = `${field.label}${field.required ? ' *' : ''}`;
  const start: Segment[] = [
    segment(focused ? ' >' : '  ', { bold: true }),
    segment(mark, { bold: true, colour: 'red' }),
    segment(`${fitText(sanitize(label), LABEL)} `, { bold: focused }),
  ];
  const rest = width - LABEL - 4;
  if (field.id === 'provider') return { line: [...start, segment(providerText(form, around, rest))] };
  const typeWidth = Math.min(12, Math.floor(rest / 4));
  const view = viewInput(field.input, rest - typeWidth - 2, field.placeholder);
  const style = field.problem === undefined ? {} : ({ colour: 'red' } as const);
  return {
    line: [
      ...start,
      ...view.segments.map((piece) => ({ ...piece, ...style })),
      segment(`  ${fitText(sanitize(field.type), typeWidth)}`, { dim: true }),
    ],
    ...(focused && { cursor: LABEL + 4 + view.cursor }),
  };
}

function providerText({ provider }: StartForm, { providers }: Surroundings, width: number): string {
  const state = providers.find(({ name }) => name === provider);
  const about = state?.simulated ? 'costs are simulated' : state?.ready === false ? state.reason : '';
  return fitText(sanitize(`< ${provider} >  ${about ?? ''}`), width);
}

function footLines(form: StartForm, { providers }: Surroundings, width: number, { more }: Glyphs): Line[] {
  const field = form.fields[form.focus];
  const { limits } = form.entry;
  const simulated = providers.find(({ name }) => name === form.provider)?.simulated ?? false;
  const others = ['turns', 'tokens', 'spawns', 'depth'].flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [`${name} ${value}`];
  });
  const seconds = limits['duration_seconds'];
  const limitText = [...others, ...(seconds === undefined ? [] : [`${seconds} s`])].join('  ');
  const line = (text: string, style = {}): Line =>
    lineOf(` ${fitText(sanitize(text), width - 2, 'left', more)} `, style);
  const message = form.sending ? 'starting' : form.message;
  return [
    line(field ? aboutField(field) : '', { dim: true }),
    line(ceilingLine(form, simulated), { bold: true }),
    line(`limits: ${limitText}`, { dim: true }),
    ...(message === undefined
      ? [line('')]
      : message
          .split('\n')
          .flatMap((part) => wrap(sanitize(part), width - 2))
          .slice(0, 5)
          .map((text) => lineOf(pad(` ${text}`, width), { bold: true, colour: form.sending ? 'cyan' : 'yellow' }))),
  ];
}

function aboutField({ description, problem }: FormField): string {
  return problem === undefined ? description : `! ${problem}${description === '' ? '' : `: ${description}`}`;
}

/** What is set aside before each call: the answer is shortened until a call takes at most half of what is left. */
function ceilingLine({ fields }: StartForm, simulated: boolean): string {
  const ceiling = fields.find(({ id }) => id === 'ceiling');
  const usd = ceiling && parseUsd(textOf(ceiling.input));
  if (usd === undefined || usd === 0) return 'ceiling: none given, so nothing can start';
  const marked = simulated ? ' (simulated)' : '';
  return `ceiling $${amountText(usd)}${marked}, a call reserves <= $${amountText(usd / 2)}`;
}
