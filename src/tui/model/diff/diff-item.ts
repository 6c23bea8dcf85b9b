import type { ComparedFile } from '#app';
import { countPatch, type PatchLine } from './patch.ts';

/** How a row stands in both runs: changed, only at the right, only at the left, the same. */
export type Mark = '~' | '+' | '-' | '=';

/** One row of view 5, and what stands beside it. */
export interface DiffItem {
  id: string;
  mark: Mark;
  /** Foreign. */
  label: string;
  /** How far it is indented, in levels. */
  depth: number;
  /** At the right end of the row: `+4 -2`. */
  note: string;
  /** Made when somebody looks at it, and once. */
  parts(): readonly DiffPart[];
  /** Hunks in its parts. */
  hunks(): number;
  /** What can be shown in full. */
  file?: ComparedFile;
  /** What its patch is about, for a pager: a path. */
  path?: string;
}

/** A piece of the text beside the list. Its texts are foreign. */
export type DiffPart =
  | { kind: 'text'; text: string; tone?: 'head' | 'dim' | 'added' | 'removed' }
  /** Values of both sides, a row each. */
  | { kind: 'table'; rows: readonly TableRow[] }
  | { kind: 'patch'; lines: readonly PatchLine[] };

export interface TableRow {
  label: string;
  a: string;
  b: string;
}

/** What an item is made of; the rest has a default. */
export type ItemDraft = Pick<DiffItem, 'id' | 'mark' | 'label'> &
  Partial<Pick<DiffItem, 'depth' | 'note' | 'file' | 'path'>> & { parts: () => readonly DiffPart[] };

/** An item that remembers its parts. */
export function itemOf(draft: ItemDraft): DiffItem {
  let made: readonly DiffPart[] | undefined;
  const parts = (): readonly DiffPart[] => {
    made ??= draft.parts();
    return made;
  };
  return { depth: 0, note: '', ...draft, parts, hunks: () => hunksOf(parts()) };
}

function hunksOf(parts: readonly DiffPart[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'patch' ? countPatch(part.lines).hunks : 0), 0);
}

/** The mark of something that both have, or one of them. */
export function markOf(change: 'same' | 'changed' | 'only_a' | 'only_b'): Mark {
  return MARKS[change];
}

const MARKS = { same: '=', changed: '~', only_a: '-', only_b: '+' } as const;

/** The mark of a table: whether any row of it differs. */
export function tableMark(rows: readonly TableRow[]): Mark {
  return rows.some(({ a, b }) => a !== b) ? '~' : '=';
}
