import type { LineDiff } from '#app';
import type { Json, ValueDiff } from '#protocol';
import type { DiffPart } from './diff-item.ts';
import { type PatchLine, parsePatch, withoutSpaceChanges } from './patch.ts';

/** What the parts of a comparison are made with. */
export interface Making {
  lineDiff: LineDiff;
  ignoreSpace: boolean;
}

/** A unified diff as a part; `nothing` is said where only spaces differ. */
export function patchPart(diff: string, { ignoreSpace }: Pick<Making, 'ignoreSpace'>): DiffPart {
  const lines = shownLines(parsePatch(diff), ignoreSpace);
  if (lines.length > 0) return { kind: 'patch', lines };
  return { kind: 'text', text: ignoreSpace ? 'only spaces differ' : 'nothing differs', tone: 'dim' };
}

/** The lines as `w` has them. */
export function shownLines(lines: readonly PatchLine[], ignoreSpace: boolean): readonly PatchLine[] {
  return ignoreSpace ? withoutSpaceChanges(lines) : lines;
}

/** The two sides of a value: texts line by line, others as JSON. */
export function valueParts({ a, b }: Omit<ValueDiff, 'path'>, making: Making): DiffPart[] {
  const diff = making.lineDiff(linesOf(a), linesOf(b));
  return diff === undefined
    ? [{ kind: 'text', text: 'hardly a line is the same', tone: 'dim' }]
    : [patchPart(diff, making)];
}

/** Values one below the other, each under its path. */
export function namedValues(values: readonly ValueDiff[], making: Making): DiffPart[] {
  return values.flatMap((value): DiffPart[] => [
    { kind: 'text', text: value.path, tone: 'head' },
    ...valueParts(value, making),
  ]);
}

function linesOf(value: Json | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return text.endsWith('\n') ? text : `${text}\n`;
}
