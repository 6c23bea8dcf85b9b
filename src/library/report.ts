import type { Problem } from '#protocol';

/** What a parser found wrong with one text, in the order found. Offsets count UTF-16 units of that text. */
export interface Report {
  readonly text: string;
  readonly problems: Problem[];
  error(offset: number, code: string, message: string): void;
  warn(offset: number, code: string, message: string): void;
}

/** An empty report on `text`; `file` is the path that problems show. */
export function reportOn(file: string, text: string): Report {
  const problems: Problem[] = [];
  const add = (level: Problem['level'], offset: number, code: string, message: string): void => {
    problems.push({ file, ...placeAt(text, offset), level, code, message });
  };
  return {
    text,
    problems,
    error: (offset, code, message) => add('error', offset, code, message),
    warn: (offset, code, message) => add('warning', offset, code, message),
  };
}

export function errorsIn(report: Report): Problem[] {
  return report.problems.filter((problem) => problem.level === 'error');
}

/** Line and column of an offset; columns count characters, not UTF-16 units, as editors show them. */
export function placeAt(text: string, offset: number): { line: number; col: number } {
  const before = text.slice(0, Math.max(0, offset));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, col: Array.from(before.slice(lineStart)).length + 1 };
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
