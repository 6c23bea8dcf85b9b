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
import { pureOf } from '../journal/read-segment.ts';
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
  // Git answers in a process of its own, while the journal is read here.
  const listing = branch ? listGitSegments(branch.gitDir, branch.commit) : Promise.resolve([]);
  listing.catch(() => undefined);
  const own: { parts: readonly Buffer[]; oid: string; firstSeq: number; count: number }[] = [];
  for (const segment of readSegments(place)) {
    const { parts, events } = segment;
    const oid = branch ? blobIdOf(parts, segment.pureBytes, branch.objectFormat) : '';
    own.push({ parts, oid, firstSeq: journal.events.length + 1, count: events.length });
    addSegment(journal, segment);
  }
  const inGit = await listing;
  if (!branch) return comparison;
  const differing: { index: number; pure: Buffer; firstSeq: number }[] = [];
  for (const [index, { parts, oid, firstSeq, count }] of own.entries()) {
    const other = inGit[index];
    if (other?.oid === oid) comparison.gitSeq += count;
    else if (other) differing.push({ index, pure: pureOf({ parts }), firstSeq });
  }
  const read = own.length;
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
  return blobIdOf([bytes], bytes.byteLength, objectFormat);
}

function blobIdOf(parts: readonly Buffer[], length: number, objectFormat: string): string {
  const hash = createHash(objectFormat).update(`blob ${length}\0`);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function countSameLines(a: Buffer, b: Buffer): number {
  const left = splitLines(a);
  const right = splitLines(b);
  let same = 0;
  while (same < Math.min(left.length, right.length) && left[same]?.equals(right[same] as Buffer)) same += 1;
  return same;
}
