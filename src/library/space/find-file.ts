import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { BadIdError, UnreadableItemError } from '../errors.ts';
import type { Shelf } from './spaces.ts';

/** A file of a space. */
export interface FoundFile {
  shelf: Shelf;
  file: string;
  id: string;
  /** How the file is shown, `.ai/directives/x.md`. */
  shown: string;
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/**
 * The item's file on one shelf, its extensions tried in order; undefined where there is none.
 * @param id Checked already.
 * @throws {BadIdError} where a link leads out of the space.
 */
export async function findFile(
  shelf: Shelf,
  id: string,
  extensions: readonly string[],
): Promise<FoundFile | undefined> {
  for (const extension of extensions) {
    const file = join(shelf.folder, `${id}${extension}`);
    const shown = `${shelf.shown}/${id}${extension}`;
    try {
      const real = await realpath(file);
      if (!(await stat(real)).isFile()) continue;
      if (!real.startsWith(`${await realpath(shelf.boundary)}${sep}`))
        throw new BadIdError(id, `leads out of its space through ${shown}`);
      return { shelf, file: real, id, shown };
    } catch (thrown) {
      if (isMissing(thrown)) continue;
      if (thrown instanceof BadIdError) throw thrown;
      throw new UnreadableItemError(shown, thrown);
    }
  }
  return undefined;
}

export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && MISSING.has(String(thrown.code));
}
