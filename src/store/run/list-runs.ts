import { join } from 'node:path';
import { type RunEntry, RyeError } from '#protocol';
import { namesIn, readIfThere } from '../disk/read-file.ts';
import { runPaths } from '../disk/run-paths.ts';
import type { RunBranch } from '../git/read-branch.ts';
import { listSegments } from '../journal/read-journal.ts';
import { readSegment, withoutOpenGroup } from '../journal/read-segment.ts';
import { segmentPath } from '../journal/segments.ts';

/** Runs of a project, from its files and its branches; the one with the newest event first. */
export function mergeRuns(dataRoot: string, branches: readonly RunBranch[]): RunEntry[] {
  const inGit = new Map(branches.map((branch) => [branch.runId, branch]));
  const inFiles = new Map<string, number>();
  for (const runId of namesIn(join(dataRoot, 'runs'))) {
    const lastAtMs = lastEventAt(runPaths(dataRoot, runId).events);
    if (lastAtMs !== undefined) inFiles.set(runId, lastAtMs);
  }
  const lastAt = (runId: string): number => inFiles.get(runId) ?? inGit.get(runId)?.lastAtMs ?? 0;
  return [...new Set([...inFiles.keys(), ...inGit.keys()])]
    .sort((a, b) => lastAt(b) - lastAt(a) || (a < b ? -1 : 1))
    .map((runId) => {
      const head = inGit.get(runId)?.commit;
      const found = head === undefined ? 'files' : inFiles.has(runId) ? 'both' : 'git';
      return { runId, found, ...(head !== undefined && { head }) };
    });
}

/** When the last event of a journal was appended, in ms since the epoch; undefined where it holds none. */
function lastEventAt(folder: string): number | undefined {
  for (const segment of listSegments(folder).reverse()) {
    const at = lastAtOf(readIfThere(join(folder, segmentPath(segment))) ?? Buffer.alloc(0));
    if (at !== undefined) return at;
  }
  return undefined;
}

function lastAtOf(bytes: Buffer): number | undefined {
  const firstSeq = Number(/"seq":(\d+)/.exec(bytes.toString('latin1', 0, 64))?.[1] ?? Number.NaN);
  try {
    const at = withoutOpenGroup(readSegment(bytes, firstSeq)).events.at(-1)?.at;
    return at === undefined ? undefined : Date.parse(at);
  } catch (error) {
    // A damaged or newer run is listed all the same; opening it tells what is wrong.
    if (error instanceof RyeError || error instanceof Error) return 0;
    throw error;
  }
}
