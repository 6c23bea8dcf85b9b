import { type Event, RyeError, sha256 } from '#protocol';
import { objectId } from '../git/pack/object-id.ts';
import { Tree } from '../git/pack/tree.ts';
import { listCommits, readBlobs } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';
import { RunTree } from '../git/run-tree.ts';
import { toLine } from '../journal/encode-group.ts';
import type { Branch } from '../run/reconcile.ts';
import { contentOf } from '../run-content.ts';
import type { Problem } from './problem.ts';

/** Blobs whose bytes are held at once. */
const AT_ONCE = 64;

/**
 * Holds the branch of a run against its events: each is held by one commit, the tree of that commit holds the events up
 * to it and none more, and the content that the event names.
 */
export async function checkHistory(
  runId: string,
  branch: Branch,
  events: readonly Event[],
): Promise<{ commits: number; contents: number; problems: Problem[] }> {
  try {
    return await check(runId, branch, events);
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    const problem = {
      runId,
      code: 'history/unreadable',
      severity: 'damage',
      what: error.message,
      mends: true,
    } as const;
    return { commits: 0, contents: 0, problems: [problem] };
  }
}

async function check(runId: string, { gitDir, objectFormat }: Branch, events: readonly Event[]) {
  const problems: Problem[] = [];
  const add = (problem: Omit<Problem, 'runId' | 'severity' | 'mends'>): void =>
    void problems.push({ runId, severity: 'damage', mends: false, ...problem });
  const commits = await listCommits(gitDir, runId);
  const bySeq = new Map<number, string>();
  for (const [index, { seq, commit }] of commits.entries()) {
    if (seq !== index + 1)
      add({
        code: 'history/no-commit',
        what: `commit ${commit.slice(0, 12)} holds event ${seq}, and ${index + 1} is due`,
        seq,
      });
    bySeq.set(seq, commit);
  }
  const expected = eventTrees(events.slice(0, commits.length), objectFormat);
  const lastOf = commits.filter(({ commit }, index) => commits[index + 1]?.commit !== commit);
  const found = await resolve(
    gitDir,
    lastOf.map(({ commit }) => `${commit}:events`),
  );
  const gone = lastOf.filter((_, index) => found[index] === undefined);
  if (gone[0])
    problems.push({
      runId,
      code: 'history/unreadable',
      severity: 'damage',
      what: `git lacks the trees of ${gone.length} commits`,
      seq: gone[0].seq,
      mends: true,
    });
  for (const [index, { seq, commit }] of lastOf.entries()) {
    if (found[index] === undefined || found[index] === expected[seq - 1]) continue;
    const what = `the tree of commit ${commit.slice(0, 12)} does not hold events 1 to ${seq}`;
    add({ code: 'history/wrong-tree', what, seq });
  }
  const named = events.flatMap((event) => {
    const content = contentOf(event);
    const commit = bySeq.get(event.seq);
    return content && commit !== undefined ? [{ ...content, seq: event.seq, commit }] : [];
  });
  const oids = await resolve(
    gitDir,
    named.map(({ commit, path }) => `${commit}:${path}`),
  );
  const byOid = new Map<string, (typeof named)[number][]>();
  for (const [index, each] of named.entries()) {
    const oid = oids[index];
    if (oid === undefined)
      add({ code: 'content/missing', what: `${each.path} is not in the commit of its event`, seq: each.seq });
    else byOid.set(oid, [...(byOid.get(oid) ?? []), each]);
  }
  const all = [...byOid.keys()];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const part = all.slice(from, from + AT_ONCE);
    for (const [index, bytes] of (await readBlobs(gitDir, part)).entries()) {
      const hash = sha256(bytes);
      for (const { path, sha256: wanted, seq } of byOid.get(part[index] ?? '') ?? [])
        if (hash !== wanted)
          add({ code: 'content/changed', what: `${path} has another hash in git than its event says`, seq });
    }
  }
  return { commits: lastOf.length, contents: named.length, problems };
}

/** The id of the folder `events` as each event leaves it: a function of the lines alone. */
function eventTrees(events: readonly Event[], objectFormat: string): string[] {
  const lines = new RunTree();
  const tree = new Tree();
  return events.map((event) => {
    const { path, content } = lines.next(toLine(event));
    tree.set(path, objectId(objectFormat, 'blob', content));
    let id = '';
    tree.store((bytes, folder) => {
      const stored = objectId(objectFormat, 'tree', bytes);
      if (folder === '/events') id = stored.toString('hex');
      return stored;
    });
    return id;
  });
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
