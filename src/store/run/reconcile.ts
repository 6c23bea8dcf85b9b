import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Probe } from '#protocol';
import { replaceFile } from '../disk/durable-file.ts';
import { DivergedError } from '../errors.ts';
import { readBlobs } from '../git/read-branch.ts';
import { listGitSegments } from '../git/read-run.ts';
import { splitLines } from '../git/run-tree.ts';
import { encodeGroup } from '../journal/encode-group.ts';
import { addSegment, emptyJournal, type Journal, type JournalPlace, readSegments } from '../journal/read-journal.ts';
import { segmentPath } from '../journal/segments.ts';

/** What the journal and the branch of a run hold, side by side. */
export interface Comparison {
  journal: Journal;
  /** Events that the branch holds; all of them are the journal's too, as far as it goes. */
  gitSeq: number;
  /** Segments of the branch that the journal lacks, or has only in part. */
  toRestore: { segment: number; lines: Buffer[] }[];
}

/** The branch that a journal is compared with. */
export interface Branch {
  gitDir: string;
  objectFormat: string;
  commit: string;
}

/**
 * Reads the journal, and compares it with the run's branch, segment by segment: one has to be the beginning of the
 * other. Changes nothing.
 * @throws {DivergedError} @throws {CorruptJournalError}
 */
export async function compareWithBranch(place: JournalPlace, branch: Branch | undefined): Promise<Comparison> {
  const journal = emptyJournal();
  const comparison: Comparison = { journal, gitSeq: 0, toRestore: [] };
  const inGit = branch ? await listGitSegments(branch.gitDir, branch.commit) : [];
  const differing: { index: number; pure: Buffer; firstSeq: number }[] = [];
  let read = 0;
  for (const segment of readSegments(place)) {
    const firstSeq = journal.events.length + 1;
    addSegment(journal, segment);
    const other = inGit[read];
    if (branch && other) {
      if (blobId(segment.pure, branch.objectFormat) === other.oid) comparison.gitSeq += segment.events.length;
      else differing.push({ index: read, pure: segment.pure, firstSeq });
    }
    read += 1;
  }
  if (!branch) return comparison;
  for (let index = read; index < inGit.length; index += 1)
    differing.push({ index, pure: Buffer.alloc(0), firstSeq: 0 });
  const blobs = await readBlobs(
    branch.gitDir,
    differing.map(({ index }) => inGit[index]?.oid ?? ''),
  );
  for (const [nth, { index, pure, firstSeq }] of differing.entries()) {
    const blob = blobs[nth] as Buffer;
    const gitGoesOn = index < inGit.length - 1;
    const journalGoesOn = index < read - 1;
    const isBeginning =
      (!gitGoesOn && pure.subarray(0, blob.length).equals(blob)) ||
      (!journalGoesOn && blob.subarray(0, pure.length).equals(pure));
    if (!isBeginning) {
      const seq = firstSeq + countSameLines(blob, pure);
      throw new DivergedError({ runId: place.runId, seq, commit: branch.commit });
    }
    const lines = splitLines(blob);
    comparison.gitSeq += lines.length;
    if (blob.length > pure.length) comparison.toRestore.push({ segment: index + 1, lines });
  }
  return comparison;
}

/** Lays down segments that only git has, in order: a crash in between leaves a shorter journal, and not a broken one. */
export function restoreSegments(place: JournalPlace, segments: Comparison['toRestore'], probe: Probe): void {
  for (const { segment, lines } of segments) {
    probe('restore-segment-before');
    replaceFile(join(place.folder, segmentPath(segment)), encodeGroup(lines), { durable: true });
    probe('restore-segment-after');
  }
}

/** The name that git gives to these bytes, in the repository's object format. */
export function blobId(bytes: Buffer, objectFormat: string): string {
  return createHash(objectFormat).update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

function countSameLines(a: Buffer, b: Buffer): number {
  const left = splitLines(a);
  const right = splitLines(b);
  let same = 0;
  while (same < Math.min(left.length, right.length) && left[same]?.equals(right[same] as Buffer)) same += 1;
  return same;
}
