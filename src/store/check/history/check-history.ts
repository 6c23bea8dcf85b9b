import { type Event, RyeError, sha256, stretchesOf, writerOf } from '#protocol';
import { readBlobs } from '../../git/read-branch.ts';
import { runGit } from '../../git/run-git.ts';
import type { Branch } from '../../run/reconcile.ts';
import { contentOf, type NamedContent } from '../../run-content.ts';
import type { Problem } from '../problem.ts';
import { fenceIn, wrongFacts } from './check-facts.ts';
import { expectedTrees } from './expected-trees.ts';
import { type RunCommit, readCommits } from './read-commits.ts';

/** Blobs whose bytes are held at once. */
const AT_ONCE = 64;

interface HistoryCheck {
  commits: number;
  contents: number;
  problems: Problem[];
}

type Add = (problem: Omit<Problem, 'runId' | 'severity' | 'mends'> & Partial<Problem>) => void;

/**
 * Holds the branch of a run against its events: each is held by one commit, the tree of that commit is what the events up
 * to it make, its trailers say what they say, and the content that the event names is in it.
 */
export async function checkHistory(runId: string, branch: Branch, events: readonly Event[]): Promise<HistoryCheck> {
  const problems: Problem[] = [];
  const add: Add = (problem) => void problems.push({ runId, severity: 'damage', mends: false, ...problem });
  try {
    return { ...(await check(runId, branch, events, add)), problems };
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    add({ code: 'history/unreadable', what: error.message, mends: true });
    return { commits: 0, contents: 0, problems };
  }
}

async function check(runId: string, { gitDir, objectFormat, commit: newest }: Branch, all: readonly Event[], add: Add) {
  const commits = await readCommits(gitDir, newest);
  checkCount(commits, add);
  const events = all.slice(0, commits.at(-1)?.last ?? 0);
  checkEach(runId, commits, events, add);
  const contents = await checkContents(gitDir, commits, events, add);
  const expected = expectedTrees(events, objectFormat, ({ seq }) => contents.get(seq));
  const found = await resolve(
    gitDir,
    commits.map(({ id }) => `${id}:events`),
  );
  const gone = commits.filter((_, index) => found[index] === undefined);
  if (gone[0])
    add({
      code: 'history/unreadable',
      what: `git lacks the trees of ${gone.length} commits`,
      seq: gone[0].last,
      mends: true,
    });
  else {
    const lacks = await missingObject(gitDir, newest);
    if (lacks !== undefined) add({ code: 'history/unreadable', what: lacks, mends: true });
  }
  const otherwise: RunCommit[] = [];
  for (const [index, commit] of commits.entries()) {
    const { id, last, tree } = commit;
    const wanted = expected[last - 1];
    if (found[index] === undefined || wanted?.whole === tree) continue;
    if (found[index] === wanted?.events) otherwise.push(commit);
    else
      add({
        code: 'history/wrong-tree',
        what: `the tree of commit ${id.slice(0, 12)} does not hold events 1 to ${last}`,
        seq: last,
      });
  }
  const [first] = otherwise;
  // Another version of rye may have put the same facts into other words: the events are what counts.
  if (first)
    add({
      code: 'history/other-files',
      severity: 'untidy',
      what: `beside the events, ${otherwise.length} commits hold other files than this version of rye makes of them`,
      seq: first.last,
    });
  return { commits: commits.length, contents: contents.size };
}

/** Every event has one commit, in order. */
function checkCount(commits: readonly RunCommit[], add: Add): void {
  let due = 1;
  for (const { id, first, last } of commits) {
    if (first !== due) {
      const held = Number.isNaN(first) ? 'no event' : `event ${first}`;
      add({ code: 'history/no-commit', what: `commit ${id.slice(0, 12)} holds ${held}, and ${due} is due`, seq: due });
    }
    due = (Number.isNaN(last) ? due : last) + 1;
  }
}

function checkEach(runId: string, commits: readonly RunCommit[], events: readonly Event[], add: Add): void {
  let fenceBefore = 0;
  const stretches = stretchesOf(events);
  for (const commit of commits) {
    const own = events.slice(commit.first - 1, commit.last);
    // The beginning of a fork was committed as the run that it is of, or, made anew, as the fork itself.
    const runIds = [writerOf(stretches, commit.first) ?? runId, runId];
    const what = own.length === 0 ? undefined : wrongFacts(commit, own, { runIds, fenceBefore });
    if (what !== undefined)
      add({ code: 'history/wrong-facts', what: `commit ${commit.id.slice(0, 12)}: ${what}`, seq: commit.last });
    fenceBefore = Math.max(fenceBefore, fenceIn(commit) || 0);
  }
}

/** Content that events name is in their commits, byte for byte. @returns its blobs, by the seq of the event. */
async function checkContents(
  gitDir: string,
  commits: readonly RunCommit[],
  events: readonly Event[],
  add: Add,
): Promise<Map<number, { path: string; oid: string }>> {
  const named = commits.flatMap(({ id, first, last }) => {
    // Of events that share a commit, it holds what the last one to name a path left there.
    const byPath = new Map<string, NamedContent & { seq: number; commit: string }>();
    for (const event of events.slice(first - 1, last)) {
      const content = contentOf(event);
      if (content) byPath.set(content.path, { ...content, seq: event.seq, commit: id });
    }
    return [...byPath.values()];
  });
  const oids = await resolve(
    gitDir,
    named.map(({ commit, path }) => `${commit}:${path}`),
  );
  const blobs = new Map<number, { path: string; oid: string }>();
  const byOid = new Map<string, (typeof named)[number][]>();
  for (const [index, each] of named.entries()) {
    const oid = oids[index];
    // What a pruned run names is gone on purpose.
    if (oid === undefined && events.at(-1)?.type === 'run_pruned') continue;
    if (oid === undefined) {
      add({ code: 'content/missing', what: `${each.path} is not in the commit of its event`, seq: each.seq });
      continue;
    }
    blobs.set(each.seq, { path: each.path, oid });
    const naming = byOid.get(oid);
    if (naming) naming.push(each);
    else byOid.set(oid, [each]);
  }
  const distinct = [...byOid.keys()];
  for (let from = 0; from < distinct.length; from += AT_ONCE) {
    const part = distinct.slice(from, from + AT_ONCE);
    for (const [index, bytes] of (await readBlobs(gitDir, part)).entries()) {
      const hash = sha256(bytes);
      for (const { path, sha256: wanted, seq } of byOid.get(part[index] ?? '') ?? [])
        if (hash !== wanted)
          add({ code: 'content/changed', what: `${path} has another hash in git than its event says`, seq });
    }
  }
  return blobs;
}

/** What git says of the first object that a branch needs and that is not there: an older version of a file, most often. */
async function missingObject(gitDir: string, newest: string): Promise<string | undefined> {
  const args = ['rev-list', '--objects', '--quiet', newest, '--'];
  const { exit, stderr } = await runGit({ gitDir }, args, { allow: [1, 128], timeoutMs: 10 * 60_000 });
  return exit === 0 ? undefined : stderr.trim().split('\n').at(-1);
}

/** The objects that names stand for, in their order; undefined where there is none. */
async function resolve(gitDir: string, names: readonly string[]): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const input = `${names.join('\n')}\n`;
  const options = { input, timeoutMs: 10 * 60_000 };
  const { stdout } = await runGit({ gitDir }, ['cat-file', '--batch-check=%(objectname)'], options);
  return stdout
    .toString('utf8')
    .split('\n')
    .slice(0, names.length)
    .map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
}
