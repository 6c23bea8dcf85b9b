import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime, RyeError } from '#protocol';
import { removeFile, replaceFile } from '../../disk/durable-file.ts';
import { runPaths } from '../../disk/run-paths.ts';
import { leaseFolder } from '../../git/importer-mark.ts';
import { branchHead, lastCommittedSeq, readBlobs } from '../../git/read-branch.ts';
import { listGitSegments } from '../../git/read-run.ts';
import { runGit } from '../../git/run-git.ts';
import { splitLines } from '../../git/run-tree.ts';
import { createGitStore } from '../../git-store.ts';
import { encodeGroup } from '../../journal/encode-group.ts';
import { readJournal } from '../../journal/read-journal.ts';
import { FIRST_POSITION, placeLine, segmentPath } from '../../journal/segments.ts';
import { releaseLease } from '../../lease/lease.ts';
import { type OpenContext, takeRunLease } from '../../run/open-run.ts';
import type { StateOptions } from '../../state-site.ts';
import type { Problem } from '../problem.ts';
import { Rescue } from './rescue.ts';
import { salvageContent } from './salvage-content.ts';
import { joinLines, salvageJournal } from './salvage-journal.ts';

/** What a repair of one run did. */
export interface Repair {
  /** A line each. */
  done: string[];
  /** Where what was replaced or cut is kept; absent where nothing was. */
  kept?: string;
}

/**
 * Mends one run, with its lease held: the journal from git and from what still reads of it, the branch from the journal,
 * files from both. What was replaced is kept aside. Each step may be killed, and is then done by the next repair.
 * @throws {RyeError} `store/held`; what recovery says where it cannot be mended
 */
export async function repairRun(
  options: StateOptions,
  context: OpenContext,
  runId: string,
  problems: readonly Problem[],
): Promise<Repair> {
  const { state, probe } = context;
  const { gitDir, dataRoot } = state;
  const paths = runPaths(dataRoot, runId);
  const done: string[] = [];
  const rescue = new Rescue(gitDir, `${runId}-${isoTime(context.clock.now()).replace(/[:.]/g, '-')}`);
  const has = (code: Problem['code']): boolean => problems.some((problem) => problem.code === code);
  const { lease, folder } = await takeRunLease(context, runId);
  try {
    if (has('journal/corrupt')) {
      const lost = await rebuildJournal(context, runId, rescue);
      if (lost.length > 0)
        return { done: [`events ${rangesOf(lost)} are in neither the journal nor git; nothing was changed`] };
      done.push('put the journal together again from git and from what still reads of it');
    }
    probe('repair-journal');
    if (has('history/unreadable')) {
      const reason = await whyNotFromJournal(gitDir, runId, paths.events);
      if (reason !== undefined) return { done: [reason] };
      const { events } = readJournal({ runId, folder: paths.events });
      const found = await salvageContent(gitDir, paths, events);
      if (found > 0) done.push(`found ${found} pieces of content that git still had`);
      const head = (await branchHead(gitDir, runId)) ?? (await brokenHead(gitDir, runId));
      rescue.note('branch', `refs/heads/${runId} ${head}\n`);
      await runGit({ gitDir }, ['update-ref', '-d', `refs/heads/${runId}`]);
      removeFile(join(leaseFolder(gitDir, runId), 'moving'));
      done.push(
        `took back the branch, which did not read (it was ${head.slice(0, 12)}); the journal is committed anew`,
      );
    }
    for (const { code, file } of problems) {
      if (file === undefined || !file.startsWith(`runs/${runId}/`)) continue;
      const path = join(dataRoot, file);
      if (code === 'content/changed') {
        rescue.move(path);
        done.push(`put ${file} aside, which did not hold what its event says`);
      } else if (code === 'file/open-to-others') {
        chmodSync(path, 0o600);
        done.push(`closed ${file} to other users`);
      }
    }
    probe('repair-files');
    removeFile(join(folder, 'attempts'));
  } finally {
    // Whoever opens it next recovers it as after a crash: files and branch are brought up to the journal.
    releaseLease(folder, lease, { unfinished: true });
  }
  // Git has nothing of it any more, or never had: then what only git held is lost, and is named by the next check.
  const isAnew = problems.some(({ code, seq }) => code === 'journal/not-committed' && seq === 1);
  const allowLost = isAnew || has('history/unreadable');
  await (await createGitStore({ ...options, allowLost }).open(runId)).close();
  const said = problems.filter(({ code }) => RECOVERED.has(code)).map(({ code }) => code);
  if (said.length > 0) done.push(`recovered: ${[...new Set(said)].join(', ')}`);
  rmSync(paths.live, { recursive: true, force: true });
  return { done, ...(rescue.kept.length > 0 && { kept: rescue.folder }) };
}

/** What recovery mends by itself, as after a crash. */
const RECOVERED: ReadonlySet<Problem['code']> = new Set([
  'journal/unfinished',
  'journal/behind',
  'journal/not-committed',
  'file/missing',
  'file/stale',
  'run/blocked',
  'run/lease-unreadable',
  'data/not-on-main',
]);

/** @returns the events that are lost; then nothing was changed. */
async function rebuildJournal({ state }: OpenContext, runId: string, rescue: Rescue): Promise<number[]> {
  const { gitDir, dataRoot } = state;
  const { events } = runPaths(dataRoot, runId);
  const { lines, lost } = joinLines(await linesInGit(gitDir, runId), salvageJournal(events));
  if (lost.length > 0) return lost;
  rescue.copy(events);
  // Laid down beside, segment by segment in order, over what is there: a kill in between leaves a shorter journal.
  const segments = segmentsOf(lines);
  for (const [segment, part] of segments)
    replaceFile(join(events, segmentPath(segment)), encodeGroup(part), { durable: true });
  return [];
}

async function linesInGit(gitDir: string, runId: string): Promise<Buffer[]> {
  try {
    const commit = await branchHead(gitDir, runId);
    if (commit === undefined) return [];
    const segments = await listGitSegments(gitDir, commit);
    const blobs = await readBlobs(
      gitDir,
      segments.map(({ oid }) => oid),
    );
    return blobs.flatMap(splitLines);
  } catch (error) {
    if (error instanceof RyeError) return [];
    throw error;
  }
}

function segmentsOf(lines: readonly Buffer[]): Map<number, Buffer[]> {
  const segments = new Map<number, Buffer[]>();
  let position = FIRST_POSITION;
  for (const line of lines) {
    position = placeLine(position, line.byteLength);
    segments.set(position.segment, [...(segments.get(position.segment) ?? []), line]);
  }
  return segments;
}

/** A branch is given up only where the journal has all of it. */
async function whyNotFromJournal(gitDir: string, runId: string, folder: string): Promise<string | undefined> {
  const { events } = readJournal({ runId, folder });
  const committed = await lastCommittedSeq(gitDir, runId).catch((error: unknown) => {
    if (error instanceof RyeError) return 0;
    throw error;
  });
  if (events.length > 0 && events.length >= committed) return undefined;
  return `the branch does not read, and the journal holds ${events.length} events of ${committed || 'unknown'}; nothing was changed`;
}

/** Where a ref points whose object is gone: git tells it when it is asked for nothing more. */
async function brokenHead(gitDir: string, runId: string): Promise<string> {
  const { stdout } = await runGit({ gitDir }, ['rev-parse', '--verify', `refs/heads/${runId}`], { allow: [1, 128] });
  return stdout.toString('utf8').trim() || 'nothing';
}

/** `3..5, 9` */
function rangesOf(seqs: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last && last[1] === seq - 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`)).join(', ');
}
