import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LiveDelta, LiveTail } from '#protocol';
import { isMissing } from '../disk/durable-file.ts';

interface LiveRead {
  deltas: LiveDelta[];
  /** Where the next whole line begins. */
  offset: number;
  /** Tells one file from the next that has its name. */
  identity: string;
}

/** The whole lines of a live file from a byte on; a half written one is left for later. */
export function readLive(file: string, from: number, identity?: string): LiveRead {
  const fd = openIfThere(file);
  if (fd === undefined) return { deltas: [], offset: 0, identity: '' };
  try {
    const { size, ino, birthtimeMs } = fstatSync(fd);
    const found = `${ino} ${birthtimeMs}`;
    const start = (identity !== undefined && identity !== found) || size < from ? 0 : from;
    const bytes = Buffer.alloc(size - start);
    const read = bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, start));
    const end = read.lastIndexOf(0x0a) + 1;
    const lines = read.toString('utf8', 0, end).split('\n').slice(0, -1);
    return { deltas: lines.flatMap(parse), offset: start + end, identity: found };
  } finally {
    closeSync(fd);
  }
}

/** Follows a live file: each call gives what was added. What a file written anew repeats says where it begins. */
export function tailLive(file: string): LiveTail {
  let offset = 0;
  let identity: string | undefined;
  return {
    next: () => {
      const read = readLive(file, offset, identity);
      offset = read.offset;
      identity = read.identity;
      return read.deltas;
    },
  };
}

function parse(line: string): LiveDelta[] {
  try {
    return [JSON.parse(line) as LiveDelta];
  } catch (error) {
    // A file that took the place of another of the same identity is met in the middle of a line.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
