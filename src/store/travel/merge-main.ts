import { join } from 'node:path';
import { isoTime } from '#protocol';
import { DATA_BRANCH, refreshIndex } from '../data/commit-data.ts';
import { dataLock } from '../data/data-writer.ts';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import { checkPath, RESERVED_DATA } from '../disk/safe-path.ts';
import { FastImport } from '../git/fast-import.ts';
import { branchHead, listTree, readBlobs } from '../git/read-branch.ts';
import { gitText, runGit } from '../git/run-git.ts';
import { withLock } from '../lease/lock.ts';
import type { OpenContext } from '../run/open-run.ts';
import { blobId } from '../run/reconcile.ts';
import { BadIncomingError } from './errors.ts';
import type { Carriage } from './push-runs.ts';
import { REMOTE_MAIN, type Remote } from './remote.ts';
import { hasCommit, relationOf } from './run-relation.ts';

const INCOMING = 'refs/rye/incoming/main';
const REF = `refs/heads/${DATA_BRANCH}`;

/** Puts the shared data at a remote; what others have put there since is taken in first. */
export async function pushMain(
  context: OpenContext,
  remote: Remote,
  there: ReadonlyMap<string, string>,
): Promise<Carriage['main']> {
  const { gitDir } = context.state;
  const theirs = there.get(REMOTE_MAIN);
  const before = await branchHead(gitDir, DATA_BRANCH);
  if (before === undefined || before === theirs) return 'unchanged';
  const change = theirs === undefined ? 'unchanged' : await pullMain(context, remote, there);
  const now = (await branchHead(gitDir, DATA_BRANCH)) ?? before;
  if (now === theirs) return change;
  // A clone whose pipelines have kept nothing has nothing to say.
  if (theirs === undefined && (await listTree(gitDir, now)).length === 0) return 'unchanged';
  await remote.push([{ ref: REMOTE_MAIN, to: now, ...(theirs !== undefined && { from: theirs }) }]);
  return change === 'merged' ? 'merged' : 'advanced';
}

/**
 * Takes the shared data of a remote in. Where both sides have written since they parted, both histories are kept, and of
 * a path that both wrote the later write stands.
 */
export async function pullMain(
  context: OpenContext,
  remote: Remote,
  there: ReadonlyMap<string, string>,
): Promise<Carriage['main']> {
  const { state, probe, clock } = context;
  const { gitDir } = state;
  const theirs = there.get(REMOTE_MAIN);
  if (theirs === undefined) return 'unchanged';
  if (!(await hasCommit(gitDir, theirs))) await remote.fetch([{ from: REMOTE_MAIN, to: INCOMING }]);
  await checkData(gitDir, remote, theirs);
  const change = await withLock({ folder: dataLock(gitDir), since: isoTime(clock.now()) }, async () => {
    const ours = await branchHead(gitDir, DATA_BRANCH);
    const plan = await planFor(gitDir, ours, theirs);
    if (plan === undefined) return 'unchanged';
    // Files first: whoever is killed before the branch moves does all of it again, and finds them as they are to be.
    await layDownChanges(context, plan);
    probe('pull-main-laid');
    if (plan.merges) await mergeCommit(context, ours ?? '', theirs, plan.taken);
    else await runGit({ gitDir }, ['update-ref', REF, theirs, ours ?? ''], { config: ['core.fsync=committed'] });
    probe('pull-main-moved');
    await refreshIndex(gitDir, plan.taken);
    return plan.merges ? 'merged' : 'advanced';
  });
  await runGit({ gitDir }, ['update-ref', '-d', INCOMING]);
  return change;
}

/** Nothing of a remote is laid down at a place where a file could do harm. */
async function checkData(gitDir: string, remote: Remote, commit: string): Promise<void> {
  const { stdout } = await runGit({ gitDir }, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  for (const entry of stdout
    .toString('utf8')
    .split('\0')
    .filter((each) => each !== '')) {
    const [facts = '', path = ''] = entry.split('\t');
    try {
      if (!facts.startsWith('100644 blob ')) throw new Error(`${path} is no plain file`);
      checkPath(path, RESERVED_DATA);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new BadIncomingError({ runId: DATA_BRANCH, remote: remote.name, reason });
    }
  }
}

/** What of the other side is to stand here. */
interface Plan {
  /** Both sides have written since they parted. */
  merges: boolean;
  /** What of theirs is taken, and what of ours stands at its path now. */
  taken: { path: string; oid: string; before?: string }[];
  /** Paths that they no longer have. */
  dropped: string[];
}

/** @returns undefined where there is nothing to take. */
async function planFor(gitDir: string, ours: string | undefined, theirs: string): Promise<Plan | undefined> {
  const relation = ours === undefined ? 'behind' : await relationOf(gitDir, ours, theirs);
  if (relation === 'same' || relation === 'ahead') return undefined;
  const mine = new Map((ours === undefined ? [] : await listTree(gitDir, ours)).map(({ path, oid }) => [path, oid]));
  const there = await listTree(gitDir, theirs);
  // A clone that has kept nothing yet has only the empty commit that its state began with.
  const merges = relation === 'diverged' && mine.size > 0;
  const taken: Plan['taken'] = [];
  for (const { path, oid } of there) {
    const before = mine.get(path);
    if (before === oid) continue;
    const isTheirs =
      !merges ||
      before === undefined ||
      (await writtenAt(gitDir, theirs, path)) > (await writtenAt(gitDir, ours ?? '', path));
    if (isTheirs) taken.push({ path, oid, ...(before !== undefined && { before }) });
  }
  const kept = new Set(there.map(({ path }) => path));
  return { merges, taken, dropped: merges ? [] : [...mine.keys()].filter((path) => !kept.has(path)) };
}

/** A commit with both sides as its parents. */
async function mergeCommit(
  { state, author, clock }: OpenContext,
  ours: string,
  theirs: string,
  taken: Plan['taken'],
): Promise<void> {
  const { gitDir } = state;
  const when = `${Math.floor(clock.now() / 1000)} +0000`;
  const message = 'What two clones have kept, brought together\n';
  const importer = new FastImport(gitDir);
  try {
    await importer.write(
      Buffer.from(
        `commit ${REF}\nmark :1\nauthor ${author} ${when}\ncommitter ${author} ${when}\n` +
          `data ${Buffer.byteLength(message)}\n${message}\nfrom ${ours}\nmerge ${theirs}\n` +
          taken.map(({ path, oid }) => `M 100644 ${oid} ${JSON.stringify(path)}\n`).join('') +
          '\n',
      ),
    );
    await importer.checkpoint();
    await importer.finish();
  } finally {
    await importer.abandon();
  }
}

/** When a path was last written on one side, in seconds since the epoch. */
async function writtenAt(gitDir: string, side: string, path: string): Promise<number> {
  return Number(await gitText({ gitDir }, ['log', '-1', '--format=%ct', side, '--', path]));
}

/** Files that are as they were before become what they are to be; one that somebody changed by hand stays. */
async function layDownChanges({ state }: OpenContext, { taken, dropped }: Plan): Promise<void> {
  const { gitDir, dataRoot, objectFormat } = state;
  const blobs = await readBlobs(
    gitDir,
    taken.map(({ oid }) => oid),
  );
  for (const [index, { path, before }] of taken.entries()) {
    const file = join(dataRoot, path);
    const found = readIfThere(file);
    if (found !== undefined && blobId(found, objectFormat) !== before) continue;
    replaceFile(file, blobs[index] as Buffer, { durable: true });
  }
  for (const path of dropped) removeFile(join(dataRoot, path));
}
