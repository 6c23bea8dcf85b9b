import { join } from 'node:path';
import { type Event, RyeError } from '#protocol';
import { readIfThere } from '../../disk/read-file.ts';
import { splitLines } from '../../git/run-tree.ts';
import { readGroups } from '../../journal/read-groups.ts';
import { listSegments } from '../../journal/read-journal.ts';
import { segmentPath } from '../../journal/segments.ts';

/** Lines of a damaged journal that still read, by the seq of their event. */
export type Salvaged = ReadonlyMap<number, Buffer>;

/** Every line that stands in a whole group, wherever it stands: a damaged one takes only its own group with it. */
export function salvageJournal(folder: string): Salvaged {
  const lines = new Map<number, Buffer>();
  for (const segment of listSegments(folder)) {
    const bytes = readIfThere(join(folder, segmentPath(segment))) ?? Buffer.alloc(0);
    for (const pure of readGroups(bytes)) {
      for (const line of splitLines(pure)) {
        const seq = seqOf(line);
        if (seq !== undefined) lines.set(seq, line);
      }
    }
  }
  return lines;
}

/**
 * Puts a journal together again: what git holds, then what was salvaged beyond it, as far as no event is missing.
 * @returns the lines from event 1 on, and which seqs are lost: salvaged lines stand beyond them.
 */
export function joinLines(inGit: readonly Buffer[], salvaged: Salvaged): { lines: Buffer[]; lost: number[] } {
  const lines = [...inGit];
  for (let next = salvaged.get(lines.length + 1); next; next = salvaged.get(lines.length + 1)) lines.push(next);
  const last = Math.max(0, ...salvaged.keys());
  const lost: number[] = [];
  for (let seq = lines.length + 1; seq <= last; seq += 1) if (!salvaged.has(seq)) lost.push(seq);
  return { lines, lost };
}

function seqOf(line: Buffer): number | undefined {
  try {
    const { seq } = JSON.parse(line.toString('utf8')) as Partial<Event>;
    return Number.isInteger(seq) ? seq : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RyeError) return undefined;
    throw error;
  }
}
