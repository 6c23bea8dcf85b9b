import { BadPathError } from '../errors.ts';

const LONGEST_NAME_BYTES = 255;

/**
 * Checks a path that an agent chose, relative to a folder of the store: plain names joined by `/`.
 * Mirrors what git itself refuses in a tree (verify_path in git's read-cache.c), and adds control characters.
 * @throws {BadPathError}
 */
export function checkPath(path: string, reserved: readonly string[] = []): string {
  const refuse = (reason: string): never => {
    throw new BadPathError({ path, reason });
  };
  if (path === '') refuse('it is empty');
  if (path.startsWith('/')) refuse('it is not relative');
  if (/\p{Cc}/u.test(path)) refuse('it has a control character');
  if (!path.isWellFormed()) refuse('it is not well-formed Unicode');
  const names = path.split('/');
  for (const name of names) {
    if (name === '') refuse('it has an empty name');
    if (name === '.' || name === '..') refuse('it has "." or ".." in it');
    // NTFS and HFS+ take some of these for `.git`; git refuses them where such a disk may check the tree out.
    if (/^(\.git|git~1)[. ]*$/i.test(name.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, ''))) {
      refuse('a name in it is ".git"');
    }
    if (name.startsWith('.rye-tmp-')) refuse('".rye-tmp-" is kept for files in the making');
    if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) refuse(`a name in it is over ${LONGEST_NAME_BYTES} bytes`);
  }
  const top = (names[0] ?? '').toLowerCase();
  if (reserved.includes(top)) refuse(`"${top}" is kept for rye`);
  return path;
}

/** What agents may not name below `artifacts/`, and below `.ai/data/`. */
export const RESERVED_ARTIFACTS = ['by-hash'] as const;
export const RESERVED_DATA = ['runs', '.git', '.gitignore', '.gitattributes', '.gitmodules'] as const;

/** The files of one folder, so that none of them is ever also a folder. */
export class PathSet {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** @throws {BadPathError} the path is a folder already, or runs through a file. */
  check(path: string): void {
    if (this.#folders.has(path)) throw new BadPathError({ path, reason: 'it is a folder already' });
    for (const folder of foldersOf(path)) {
      if (this.#files.has(folder)) throw new BadPathError({ path, reason: `"${folder}" is a file` });
    }
  }

  add(path: string): void {
    this.#files.add(path);
    for (const folder of foldersOf(path)) this.#folders.add(folder);
  }
}

function foldersOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('/'));
}
