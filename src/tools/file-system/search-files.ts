import { Worker } from 'node:worker_threads';
import { AbortedError, SearchTooSlowError } from '../errors.ts';

export interface Match {
  [key: string]: string | number;
  file: string;
  line: number;
  text: string;
}

export interface Search {
  /** Absolute; `files` are relative to it. */
  root: string;
  files: string[];
  expression: { source: string; flags: string };
  maxResults: number;
  /** Unit: ms. */
  limitMs: number;
  signal: AbortSignal;
}

/**
 * The worker's program. A thread of its own can be ended in the middle of a match, which is the only bound that holds
 * for a pattern with catastrophic backtracking; as text it needs no file beside a bundled door.
 * Symlinks are left out: they may lead outside the project, and what they lead to inside is searched at its own place.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { lstatSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_TEXT_LENGTH = 500;
const expression = new RegExp(workerData.expression.source, workerData.expression.flags);
const matches = [];
const textOf = (file) => {
  try {
    const path = join(workerData.root, file);
    const found = lstatSync(path);
    if (!found.isFile() || found.size > MAX_FILE_BYTES) return undefined;
    const bytes = readFileSync(path);
    return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(error.code)) return undefined;
    throw error;
  }
};
search: for (const file of workerData.files) {
  const text = textOf(file);
  if (text === undefined) continue;
  let line = 0;
  for (const raw of text.split('\\n')) {
    line += 1;
    const shown = raw.endsWith('\\r') ? raw.slice(0, -1) : raw;
    if (!expression.test(shown)) continue;
    const cut = shown.length > MAX_TEXT_LENGTH ? shown.slice(0, MAX_TEXT_LENGTH) + '…' : shown;
    matches.push({ file, line, text: cut });
    if (matches.length >= workerData.maxResults) break search;
  }
}
parentPort.postMessage(matches);
`;

/**
 * The first lines that match, in the order of the files.
 * @throws {SearchTooSlowError | AbortedError}
 */
export async function searchFiles(search: Search): Promise<Match[]> {
  if (search.files.length === 0) return [];
  const { root, files, expression, maxResults, limitMs, signal } = search;
  const worker = new Worker(PROGRAM, { eval: true, workerData: { root, files, expression, maxResults }, env: {} });
  const ended = new AbortController();
  try {
    return await new Promise<Match[]>((resolve, reject) => {
      const onAbort = (): void => reject(new AbortedError({ what: 'The search' }));
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { signal: ended.signal });
      const timer = setTimeout(
        () => reject(new SearchTooSlowError({ pattern: expression.source, limit_ms: limitMs })),
        limitMs,
      );
      ended.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    ended.abort();
    await worker.terminate();
  }
}
