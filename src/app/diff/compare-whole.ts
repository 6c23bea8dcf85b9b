import type { AppContext } from '../app-context.ts';
import { readSides } from './compare-runs.ts';
import { contentReader } from './read-texts.ts';

/** A file or a definition of two runs, by what their events say of it; a side that has none has no key. */
export interface ComparedFile {
  a?: { sha256: string; bytes: number };
  b?: { sha256: string; bytes: number };
}

/** All lines of a file with those that differ marked, or why they cannot be shown. */
export interface WholeFile {
  /** A unified diff that leaves nothing out. */
  diff?: string;
  note?: string;
}

/**
 * Compares one file of two runs from its first line to its last.
 * @throws {RyeError} as `compareRuns`
 */
export async function compareWhole(
  context: AppContext,
  [first, second]: readonly [string, string],
  file: ComparedFile,
): Promise<WholeFile> {
  const { store, contents } = await readSides(context, first, second);
  const a = await contentReader(store, contents.a)(file.a);
  const b = await contentReader(store, contents.b)(file.b);
  const note = a.note ?? b.note;
  if (note !== undefined) return { note };
  const { diffWhole } = await import('./diff-texts.ts');
  const diff = diffWhole(a.text ?? '', b.text ?? '');
  return diff === undefined ? { note: 'hardly a line is the same' } : { diff };
}
