import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Begins the name of every file that is not finished yet; the state repository's exclude file names it. */
export const TEMP_PREFIX = '.rye-tmp-';

let serial = 0;

/** A name beside `file` that no other process, and no other call of this one, uses. */
export function tempBeside(file: string): string {
  serial += 1;
  return join(dirname(file), `${TEMP_PREFIX}${process.pid}-${serial}-${basename(file).slice(0, 40)}`);
}

/** Makes a folder and its parents, durably: each one that was made is synced in its parent. */
export function makeFolder(folder: string, options: { durable?: boolean } = {}): void {
  const first = makeParents(folder);
  if (first === undefined || options.durable === false) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

/**
 * On a read-only disk `mkdir` of a path answers ENOENT, as if a parent were missing
 * (seen with Node 24); of one folder it tells the reason.
 */
function makeParents(folder: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    if (!hasErrno(error, 'ENOENT') || dirname(folder) === folder) throw error;
    const first = makeParents(dirname(folder));
    mkdirSync(folder, { mode: FOLDER_MODE });
    return first ?? folder;
  }
}

/** Makes the entries of a folder durable: a new file is only there after a crash when its folder was synced too. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Writes all of `bytes`, however many writes that takes. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.byteLength) done += writeSync(fd, bytes, done, bytes.byteLength - done);
}

/**
 * Replaces a file in one step: a reader, or a crash, sees the old content or the new, never a part.
 * @param options.durable Also there after a power failure. Off for what can be folded again from events.
 */
export function replaceFile(file: string, content: string | Uint8Array, options: { durable: boolean }): void {
  const temp = tempBeside(file);
  try {
    const fd = openNew(temp, options);
    try {
      writeAll(fd, typeof content === 'string' ? Buffer.from(content) : content);
      if (options.durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temp, file);
  } catch (error) {
    removeFile(temp);
    throw error;
  }
  if (options.durable) syncFolder(dirname(file));
}

/** Opens a file that is not there; its folder is made only where it is missing, for most often it is there. */
function openNew(file: string, options: { durable: boolean }): number {
  try {
    return openSync(file, 'wx', FILE_MODE);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
    makeFolder(dirname(file), options);
    return openSync(file, 'wx', FILE_MODE);
  }
}

/**
 * Like a durable {@link replaceFile}, with the writing and syncing of the bytes off the event loop: for content, which
 * may have tens of megabytes.
 */
export async function replaceFileAside(file: string, content: Uint8Array): Promise<void> {
  makeFolder(dirname(file));
  const temp = tempBeside(file);
  try {
    const handle = await open(temp, 'wx', FILE_MODE);
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(temp, file);
  } catch (error) {
    removeFile(temp);
    throw error;
  }
  syncFolder(dirname(file));
}

/** Removes a file; one that is gone already is fine. */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** True for the error of a file or folder that is not there. */
export function isMissing(error: unknown): boolean {
  return hasErrno(error, 'ENOENT') || hasErrno(error, 'ENOTDIR');
}

export function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
