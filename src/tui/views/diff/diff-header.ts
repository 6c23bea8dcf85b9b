import type { SideDocument } from '#protocol';
import type { DiffScreen } from '../../model/diff/diff-state.ts';
import type { Model } from '../../model/model.ts';
import { cellWidth, fitText, type Line, sanitize, segment } from '../../text/index.ts';

const READ_ONLY = 'READ-ONLY';

/** Which two runs are compared, the left one first, and that nothing is changed here. */
export function diffHeader(model: Model, diff: DiffScreen): Line {
  const { columns } = model.size;
  const { glyphs } = model;
  const path = ` rye  ${sanitize(model.projectName, 100)} ${glyphs.crumb} Diff`;
  const room = Math.max(0, columns - READ_ONLY.length - 2);
  const { comparison } = diff;
  const plain = sidesText(diff.a, diff.b, glyphs.both);
  const aged =
    comparison &&
    sidesText(
      withAge(diff.a, comparison.diff.runs.a, model),
      withAge(diff.b, comparison.diff.runs.b, model),
      glyphs.both,
    );
  const wanted = [...(aged === undefined ? [] : [`${path}  ${aged}`]), `${path}  ${plain}`, ` rye  Diff  ${plain}`];
  const text = wanted.find((each) => cellWidth(each) <= room) ?? ` rye  ${plain}`;
  const shown = fitText(text, room, 'left', glyphs.more);
  return [
    segment(shown.slice(0, 5), { bold: true }),
    segment(shown.slice(5)),
    segment(` ${READ_ONLY}`, { colour: 'cyan', bold: true }),
    segment(' '),
  ];
}

function sidesText(a: string, b: string, arrow: string): string {
  return `${sanitize(a, 100)}  ${arrow}  ${sanitize(b, 100)}`;
}

/** `(now)` of a run that goes on, else when it began. */
function withAge(name: string, { status, started_at: startedAt }: SideDocument, { nowMs }: Model): string {
  if (name.includes('@') || startedAt === undefined) return name;
  return `${name} (${ageOf(status, startedAt, nowMs)})`;
}

function ageOf(status: SideDocument['status'], startedAt: string, nowMs: number): string {
  if (status === 'running') return 'now';
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const day = startedAt.slice(0, 10);
  // What began late in the evening is not of yesterday at midnight yet.
  const isRecent = nowMs - Date.parse(startedAt) < 12 * 3_600_000;
  if (isRecent || day === dayOf(nowMs)) return startedAt.slice(11, 16);
  return day === dayOf(nowMs - 24 * 3_600_000) ? 'yesterday' : day.slice(5);
}
