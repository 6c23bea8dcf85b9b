import { existsSync } from 'node:fs';
import { checkRunId, type EventCommit } from '#protocol';
import { GitFailedError } from './errors.ts';
import { readGit } from './open-simple-git.ts';
import { gitText, runGit } from './run-git.ts';

/** A run's branch, as the list of runs needs it. */
export interface RunBranch {
  runId: string;
  commit: string;
  /** Milliseconds since the epoch: the time of its last event. */
  lastAtMs: number;
}

/** Branches of all runs; none where there is no state repository yet. */
export async function listBranches(gitDir: string): Promise<RunBranch[]> {
  if (!existsSync(gitDir)) return [];
  const format = '%(refname:lstrip=2) %(objectname) %(committerdate:unix)';
  // Not by simple-git, whose loading takes longer than this answer: every list of runs begins here.
  const list = (how: string): Promise<string> =>
    gitText({ gitDir }, ['for-each-ref', `--format=${how}`, 'refs/heads/']);
  // One branch whose commit is lost must not hide the others: then they are listed without their times.
  const text = await list(format).catch((error: unknown) => {
    if (error instanceof GitFailedError) return list('%(refname:lstrip=2) %(objectname) 0');
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .filter(([name]) => name !== 'main')
    .map(([runId = '', commit = '', seconds]) => ({ runId, commit, lastAtMs: Number(seconds) * 1000 }));
}

/** The newest commit of a branch. */
export async function branchHead(gitDir: string, branch: string): Promise<string | undefined> {
  if (!existsSync(gitDir)) return undefined;
  const text = await gitText({ gitDir }, ['for-each-ref', '--format=%(refname) %(objectname)', `refs/heads/${branch}`]);
  // A pattern also matches what lies below it, as a folder.
  const line = text.split('\n').find((each) => each.startsWith(`refs/heads/${branch} `));
  return line?.split(' ')[1];
}

/** Which commit first holds each event, oldest first, from the trailers of the run's branch. */
export async function listCommits(gitDir: string, runId: string): Promise<EventCommit[]> {
  const format = '%H %(trailers:key=Rye-Seq,valueonly,separator=%x20)';
  const args = ['log', '--reverse', '--first-parent', `--format=${format}`, `refs/heads/${checkRunId(runId)}`, '--'];
  const commits: EventCommit[] = [];
  const lines = (await readGit(gitDir, args)).split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const [commit = '', range = ''] = line.split(' ');
    const [first = Number.NaN, last = first] = range.split('..').map(Number);
    for (let seq = first; seq <= last; seq += 1) commits.push({ seq, commit });
  }
  return commits;
}

/** The last event that a run's branch holds; 0 where there is no branch. */
export async function lastCommittedSeq(gitDir: string, runId: string): Promise<number> {
  const range = await trailerOfHead(gitDir, runId, 'Rye-Seq');
  return Number(range.split('..').at(-1));
}

/** The fence of whoever made the last commit of a run's branch; 0 where there is no branch. */
export async function lastFence(gitDir: string, runId: string): Promise<number> {
  return Number(await trailerOfHead(gitDir, runId, 'Rye-Fence'));
}

async function trailerOfHead(gitDir: string, runId: string, key: string): Promise<string> {
  if (!existsSync(gitDir)) return '0';
  const format = `%(refname) %(trailers:key=${key},valueonly,separator=%x20)`;
  const text = await gitText({ gitDir }, ['for-each-ref', `--format=${format}`, `refs/heads/${checkRunId(runId)}`]);
  const line = text.split('\n').find((each) => each.startsWith(`refs/heads/${runId} `));
  return line?.split(' ')[1]?.trim() || '0';
}

export interface TreeFile {
  path: string;
  oid: string;
}

/** Files of a commit, below `under` where it is given. */
export async function listTree(gitDir: string, commit: string, under?: string): Promise<TreeFile[]> {
  const { stdout } = await runGit({ gitDir }, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    ...(under ? [under] : []),
  ]);
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [facts = '', path = ''] = entry.split('\t');
      return { path, oid: facts.split(' ')[2] ?? '' };
    });
}

/** The bytes of blobs, in the order asked for; one git process for all of them. */
export async function readBlobs(gitDir: string, names: readonly string[]): Promise<Buffer[]> {
  if (names.length === 0) return [];
  const { stdout } = await runGit({ gitDir }, ['cat-file', '--batch'], {
    input: `${names.join('\n')}\n`,
    timeoutMs: 10 * 60_000,
  });
  const blobs: Buffer[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(0x0a, at);
    const [, type, size] = stdout.toString('latin1', at, end).split(' ');
    if (type !== 'blob') {
      const stderr = `there is no blob ${names[blobs.length]}: ${stdout.toString('utf8', at, end)}`;
      throw new GitFailedError({ command: 'cat-file --batch', exit: 'exit 0', stderr });
    }
    blobs.push(stdout.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return blobs;
}
