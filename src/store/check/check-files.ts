import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, foldRun, sha256 } from '#protocol';
import { isMissing } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { GitFailedError } from '../git/errors.ts';
import { listTree } from '../git/read-branch.ts';
import { type Branch, blobId } from '../run/reconcile.ts';
import { contentOf } from '../run-content.ts';
import type { Problem } from './problem.ts';

/**
 * Looks at the files of a run beside its journal: those of the newest commit are there, content is what its event says,
 * what is folded is what the events fold to, and nobody else can read them.
 * @returns how many files there are, too.
 */
export async function checkFiles(
  runId: string,
  paths: RunPaths,
  branch: Branch | undefined,
  events: readonly Event[],
): Promise<{ files: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  const add = (code: Problem['code'], path: string, what: string, severity: Problem['severity'] = 'untidy'): void =>
    void problems.push({ runId, code, severity, what, file: `runs/${runId}/${path}`, mends: true });
  const files = filesBelow(paths.root);
  // A run that is in git alone has no files to be wrong.
  if (!files.some((path) => path.startsWith('events/'))) return { files: 0, problems };
  const wanted = lastContents(events);
  const tree = branch ? await newestFiles(branch, files) : [];
  for (const { path, oid } of tree) {
    if (path.startsWith('events/')) continue;
    const bytes = readIfThere(join(paths.root, path));
    const hash = wanted.get(path);
    if (bytes === undefined) add('file/missing', path, 'it is in the newest commit, and not in the folder');
    else if (hash !== undefined && sha256(bytes) !== hash)
      add('content/changed', path, 'it does not hold what its event says', 'damage');
    else if (hash === undefined && branch && oid !== undefined && blobId(bytes, branch.objectFormat) !== oid)
      add('file/stale', path, 'it is not what the events fold to');
  }
  for (const path of files) {
    const mode = statSync(join(paths.root, path), { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0)
      add('file/open-to-others', path, `its mode is ${(mode & 0o777).toString(8)}, and should be 600`);
  }
  return { files: files.length, problems };
}

/** The files of the newest commit. Where its trees do not read, which its history tells of, those that are there. */
async function newestFiles(
  { gitDir, commit }: Branch,
  there: readonly string[],
): Promise<{ path: string; oid?: string }[]> {
  try {
    return await listTree(gitDir, commit);
  } catch (error) {
    if (!(error instanceof GitFailedError)) throw error;
    return there.map((path) => ({ path }));
  }
}

/** What stands at each path of content after the last event. */
function lastContents(events: readonly Event[]): Map<string, string> {
  const last = new Map<string, string>();
  for (const event of events) {
    const content = contentOf(event);
    if (content) last.set(content.path, content.sha256);
  }
  // What a later fold knows of them is the same; only that it can be folded is asked here.
  foldRun(events);
  return last;
}

/** Files of the run that are kept: what waits, and what is shown of calls in flight, is not. */
function filesBelow(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) =>
        !/^(staged|inbox|live)(\/|$)/.test(path) &&
        !path.includes('.rye-tmp-') &&
        statSync(join(root, path), { throwIfNoEntry: false })?.isFile(),
    );
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
