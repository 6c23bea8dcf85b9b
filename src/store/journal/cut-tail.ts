import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeFile, syncFolder } from '../disk/durable-file.ts';
import { type Journal, listSegments } from './read-journal.ts';
import { segmentPath } from './segments.ts';

/**
 * Takes an unfinished last flush out of a journal: the segments after the one in which it began, from the last one on,
 * and then its part of that one. Killed in between, what is left is an unfinished flush still.
 */
export function cutTail(folder: string, journal: Pick<Journal, 'position' | 'wholeBytes'>): void {
  const { segment } = journal.position;
  for (const later of listSegments(folder).reverse()) {
    if (later > segment) removeDurably(join(folder, segmentPath(later)));
  }
  const file = join(folder, segmentPath(segment));
  if (journal.wholeBytes === 0) {
    removeDurably(file);
    return;
  }
  const fd = openSync(file, 'r+');
  try {
    ftruncateSync(fd, journal.wholeBytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function removeDurably(file: string): void {
  removeFile(file);
  syncFolder(dirname(file));
}
