import { copyFileSync, cpSync, existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder, replaceFile, syncFolder } from '../../disk/durable-file.ts';

/**
 * A folder in the git directory of the state that keeps what a repair replaces or cuts: evidence is never destroyed. It
 * is never committed, and nothing of rye reads it.
 */
export class Rescue {
  readonly folder: string;
  readonly #kept: string[] = [];

  /** @param name Tells one repair from another: the run, and when. */
  constructor(gitDir: string, name: string) {
    this.folder = join(gitDir, 'rye-rescued', name);
  }

  /** What was kept, by its name in the folder. */
  get kept(): readonly string[] {
    return this.#kept;
  }

  /** Keeps a copy of a file or a folder. */
  copy(path: string, name = basename(path)): void {
    if (!existsSync(path)) return;
    const to = this.#place(name);
    cpSync(path, to, { recursive: true, preserveTimestamps: true, errorOnExist: true, force: false });
    syncFolder(this.folder);
  }

  /** Keeps a file, and takes it from where it is. */
  move(path: string, name = basename(path)): void {
    if (!existsSync(path)) return;
    const to = this.#place(name);
    try {
      renameSync(path, to);
    } catch {
      // Across file systems a name cannot be moved; the copy then stands for it, and the file is replaced in its place.
      copyFileSync(path, to);
    }
    syncFolder(this.folder);
  }

  /** Keeps a text. */
  note(name: string, text: string): void {
    replaceFile(this.#place(name), text, { durable: true });
  }

  #place(name: string): string {
    makeFolder(this.folder);
    let free = name;
    for (let nth = 2; existsSync(join(this.folder, free)); nth += 1) free = `${nth}-${name}`;
    this.#kept.push(free);
    return join(this.folder, free);
  }
}
