import type { Event } from '#protocol';
import { CorruptJournalError } from '../errors.ts';
import { BadGroup, parsePureLines } from '../journal/read-segment.ts';
import { segmentNumber } from '../journal/segments.ts';
import { listTree, readBlobs, type TreeFile } from './read-branch.ts';

const EVENTS = 'events/';

/** The segments that a commit holds, in order. */
export async function listGitSegments(gitDir: string, commit: string): Promise<TreeFile[]> {
  const files = await listTree(gitDir, commit, 'events');
  return files
    .map((file) => ({ file, segment: segmentNumber(file.path.slice(EVENTS.length)) }))
    .filter((each): each is { file: TreeFile; segment: number } => each.segment !== undefined)
    .sort((a, b) => a.segment - b.segment)
    .map(({ file }) => file);
}

/** The events of a run as one of its commits holds them. @throws {CorruptJournalError} */
export async function readRunFromGit(gitDir: string, runId: string, commit: string, upTo?: number): Promise<Event[]> {
  const segments = await listGitSegments(gitDir, commit);
  const events: Event[] = [];
  const blobs = await readBlobs(
    gitDir,
    segments.map(({ oid }) => oid),
  );
  for (const [index, pure] of blobs.entries()) {
    const file = `${commit.slice(0, 12)}:${segments[index]?.path}`;
    for (const event of parseSegment(pure, events.length + 1, { runId, file })) events.push(event);
  }
  return upTo === undefined ? events : events.slice(0, upTo);
}

/** The events of one segment as a commit holds it. @throws {CorruptJournalError} */
export function parseSegment(pure: Buffer, firstSeq: number, place: { runId: string; file: string }): Event[] {
  try {
    return parsePureLines(pure, firstSeq);
  } catch (error) {
    if (error instanceof BadGroup)
      throw new CorruptJournalError({ ...place, line: error.line, reason: error.message, inGit: true });
    throw error;
  }
}
