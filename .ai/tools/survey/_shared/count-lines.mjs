import { closeSync, openSync, readSync } from 'node:fs';

/** What is read of a part at most: enough for thousands of ordinary files, and done in about a second. */
const MAX_FILES = 4000;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** As git does, a file with a NUL among its first bytes is binary. */
const BINARY_PROBE_BYTES = 8000;

const NEWLINE = 10;

/**
 * Counts lines of text files, in the order given, until a bound is met.
 * @param {{path: string, bytes: number}[]} files
 * @returns {{lines: Map<string, number>, skipped: number}} `skipped`: files that were not read, for their size or number.
 */
export function countLines(files) {
  const lines = new Map();
  let left = MAX_TOTAL_BYTES;
  let skipped = 0;
  for (const { path, bytes } of files) {
    if (lines.size >= MAX_FILES || bytes > MAX_FILE_BYTES || bytes > left) {
      skipped += 1;
      continue;
    }
    left -= bytes;
    const content = readBytes(path, bytes);
    if (content === undefined) skipped += 1;
    else if (!content.subarray(0, BINARY_PROBE_BYTES).includes(0)) lines.set(path, newlinesIn(content));
  }
  return { lines, skipped };
}

/** The first bytes of a file as text; undefined where it cannot be read. */
export function readText(path, maxBytes = 256 * 1024) {
  return readBytes(path, maxBytes)?.toString('utf8');
}

function readBytes(path, maxBytes) {
  let file;
  try {
    file = openSync(path, 'r');
    const content = Buffer.alloc(maxBytes);
    return content.subarray(0, readSync(file, content, 0, maxBytes, 0));
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'EIO'].includes(error.code)) return undefined;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Lines as an editor counts them: a last line without an end is one too. */
function newlinesIn(content) {
  let count = 0;
  for (let at = content.indexOf(NEWLINE); at !== -1; at = content.indexOf(NEWLINE, at + 1)) count += 1;
  return content.length > 0 && content.at(-1) !== NEWLINE ? count + 1 : count;
}
