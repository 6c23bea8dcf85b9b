import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BadIdError, UnreadableItemError } from '../errors.ts';
import { type FoundFile, findFile, isMissing } from './find-file.ts';
import { idProblem } from './item-id.ts';
import type { Shelf } from './spaces.ts';

/** Folders that hold other people's files, or caches. */
const SKIPPED = new Set(['node_modules', '__pycache__']);

/** Every item on the shelves, the first of an id only, by space and then by id. */
export async function listFiles(shelves: Shelf[], extensions: readonly string[]): Promise<FoundFile[]> {
  const taken = new Set<string>();
  const found: FoundFile[] = [];
  for (const shelf of shelves) {
    for (const id of (await idsBelow(shelf, '', extensions)).sort()) {
      // Nobody could name such a file; `rye validate` tells of it.
      if (taken.has(id) || idProblem(id) !== undefined) continue;
      const file = await findListed(shelf, id, extensions);
      if (file === undefined) continue;
      taken.add(id);
      found.push(file);
    }
  }
  return found;
}

/** As {@link findFile}, but what cannot be used is left out of a list instead of ending it; loading it says why. */
async function findListed(shelf: Shelf, id: string, extensions: readonly string[]): Promise<FoundFile | undefined> {
  try {
    return await findFile(shelf, id, extensions);
  } catch (thrown) {
    if (thrown instanceof BadIdError || thrown instanceof UnreadableItemError) return undefined;
    throw thrown;
  }
}

/** Linked folders are not walked into: a list must end. */
async function idsBelow(shelf: Shelf, below: string, extensions: readonly string[]): Promise<string[]> {
  const entries = await entriesOf(join(shelf.folder, below), `${shelf.shown}/${below}`);
  const ids = new Set<string>();
  for (const entry of entries) {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) for (const id of await idsBelow(shelf, path, extensions)) ids.add(id);
    const extension = extensions.find((candidate) => path.endsWith(candidate));
    if (extension !== undefined && !entry.isDirectory()) ids.add(path.slice(0, -extension.length));
  }
  return [...ids];
}

async function entriesOf(folder: string, shown: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw new UnreadableItemError(shown, thrown);
  }
}
