import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 as hashOf } from '#protocol';
import { TooLargeError, UnknownContentError } from '../errors.ts';
import { replaceFile, replaceFileAside, syncFolder } from './durable-file.ts';
import { readIfThere } from './read-file.ts';
import { type RunPaths, stagedFile } from './run-paths.ts';

/** The most that one piece of content may be. */
export const LONGEST_CONTENT_BYTES = 50 * 1024 * 1024;

/**
 * Makes content durable under its hash, before any event names it. Same content, stored once.
 * @throws {TooLargeError}
 */
export async function stageContent(paths: RunPaths, content: Uint8Array): Promise<{ sha256: string; bytes: number }> {
  const bytes = content.byteLength;
  if (bytes > LONGEST_CONTENT_BYTES) throw new TooLargeError({ bytes, limitBytes: LONGEST_CONTENT_BYTES });
  const sha256 = hashOf(content);
  const file = stagedFile(paths, sha256);
  if (existsSync(file)) {
    // The process that put it there may have died before its folder was synced.
    syncFolder(dirname(file));
    syncFolder(paths.staged);
  } else {
    await replaceFileAside(file, content);
  }
  return { sha256, bytes };
}

/** Content by its hash from the first of `places` (paths in the run's folder) that holds it, unchanged. */
export function findContent(paths: RunPaths, sha256: string, places: readonly string[]): Buffer | undefined {
  for (const file of [stagedFile(paths, sha256), ...places.map((place) => join(paths.root, place))]) {
    const bytes = readIfThere(file);
    if (bytes !== undefined && hashOf(bytes) === sha256) return bytes;
  }
  return undefined;
}

/** Like {@link findContent}. @throws {UnknownContentError} */
export function loadContent(paths: RunPaths, runId: string, sha256: string, places: readonly string[]): Buffer {
  const content = findContent(paths, sha256, places);
  if (content === undefined) throw new UnknownContentError({ runId, sha256 });
  return content;
}

/** Lays content down where it is missing or different. @returns whether it was. */
export function layDown(file: string, content: Uint8Array, options: { durable: boolean }): boolean {
  if (readIfThere(file)?.equals(content)) return false;
  replaceFile(file, content, options);
  return true;
}
