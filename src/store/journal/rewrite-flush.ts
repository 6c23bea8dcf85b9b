import { join } from 'node:path';
import { replaceFile } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import type { Journal } from './read-journal.ts';
import { segmentPath } from './segments.ts';

/**
 * Makes the last flush of a journal durable whatever became of its writer: it may have died between the write and the
 * sync, or its sync may have failed. What is read then can be what memory holds and no disk: after a failed sync Linux
 * calls such pages clean, and another sync of the same file answers that all is well (fsync(2), notes on EIO). So the
 * segments of that flush are written anew, as other files. Whatever goes on from here stands on them.
 */
export function rewriteFlush(folder: string, { events, flushFrom, position }: Journal): void {
  if (events.length === 0) return;
  for (let segment = flushFrom; segment <= position.segment; segment += 1) {
    const file = join(folder, segmentPath(segment));
    const bytes = readIfThere(file);
    if (bytes !== undefined) replaceFile(file, bytes, { durable: true });
  }
}
