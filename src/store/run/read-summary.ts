import { join } from 'node:path';
import { endsRun, type RunSummary, RyeError } from '#protocol';
import { readIfThere, readJsonIfWhole } from '../disk/read-file.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { listSegments } from '../journal/read-journal.ts';
import { BadGroup, readSegment, type SegmentRead } from '../journal/read-segment.ts';
import { segmentPath } from '../journal/segments.ts';

/**
 * `run.json` of a run that has ended, where it holds what the log does: it names the last event, and that one is the
 * run's end. Reads the last segment only; what is damaged before it shows when the run is read.
 */
export function readSummary(paths: RunPaths): RunSummary | undefined {
  const segments = listSegments(paths.events);
  const last = segments.at(-1);
  if (last === undefined || segments.length !== last) return undefined;
  const summary = readJsonIfWhole(join(paths.root, 'run.json')) as Partial<RunSummary> | null | undefined;
  if (typeof summary?.events !== 'number' || typeof summary.thread_count !== 'number') return undefined;
  const bytes = readIfThere(join(paths.events, segmentPath(last)));
  const firstSeq = Number(/"seq":(\d+)/.exec(bytes?.toString('latin1', 0, 64) ?? '')?.[1] ?? Number.NaN);
  if (bytes === undefined || Number.isNaN(firstSeq)) return undefined;
  const read = readWhole(bytes, firstSeq);
  const end = read?.events.at(-1);
  if (!end || end.seq !== summary.events || !endsRun(end)) return undefined;
  return summary as RunSummary;
}

/** A segment with nothing left over; undefined where something is: whoever reads the run is told what. */
function readWhole(bytes: Buffer, firstSeq: number): SegmentRead | undefined {
  try {
    const read = readSegment(bytes, firstSeq);
    return read.open || read.restBytes > 0 ? undefined : read;
  } catch (error) {
    if (error instanceof BadGroup || error instanceof RyeError) return undefined;
    throw error;
  }
}
