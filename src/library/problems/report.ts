import type { Problem } from '#protocol';
import type { ProblemCode } from './problem-codes.ts';

/** What a parser found wrong with one text, in the order found. Offsets count UTF-16 units of that text. */
export interface Report {
  readonly text: string;
  readonly problems: Problem[];
  error(offset: number, code: ProblemCode, message: string): void;
  warn(offset: number, code: ProblemCode, message: string): void;
}

/** Nobody reads further, and a hostile file could have a million. */
const MOST_PROBLEMS = 100;

/** An empty report on `text`; `file` is the path that problems show. Past a hundred problems it says so, and ends. */
export function reportOn(file: string, text: string): Report {
  const problems: Problem[] = [];
  let starts: number[] | undefined;
  const add = (level: Problem['level'], offset: number, code: ProblemCode, message: string): void => {
    // An error always gets its place: without one a file full of warnings would pass.
    const full = problems.length >= MOST_PROBLEMS;
    if (full && (level === 'warning' || problems.some((problem) => problem.level === 'error'))) return;
    starts ??= lineStarts(text);
    const place = placeIn(text, starts, offset);
    problems.push({ file, ...place, level, code, message });
    if (problems.length === MOST_PROBLEMS) {
      problems.push({
        file,
        ...place,
        level: 'warning',
        code: 'more-problems',
        message: 'there are more; mend these first',
      });
    }
  };
  return {
    text,
    problems,
    error: (offset, code, message) => add('error', offset, code, message),
    warn: (offset, code, message) => add('warning', offset, code, message),
  };
}

export function errorsIn(report: Pick<Report, 'problems'>): Problem[] {
  return report.problems.filter((problem) => problem.level === 'error');
}

/** Line and column of an offset; columns count characters, not UTF-16 units, as editors show them. */
export function placeAt(text: string, offset: number): { line: number; col: number } {
  return placeIn(text, lineStarts(text), offset);
}

/** The offset of a line and column that count from 1, clamped to the text. */
export function offsetAt(text: string, line: number, col: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) break;
    start = end + 1;
  }
  return Math.min(text.length, start + col - 1);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeIn(text: string, starts: readonly number[], offset: number): { line: number; col: number } {
  const at = Math.min(Math.max(0, offset), text.length);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, col: Array.from(text.slice(starts[low] ?? 0, at)).length + 1 };
}
