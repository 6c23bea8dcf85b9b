import { gitText } from '../../git/run-git.ts';

/** A commit of a run's branch, as it says itself. */
export interface RunCommit {
  id: string;
  tree: string;
  parents: number;
  /** Seconds since the epoch. */
  authoredAt: number;
  committedAt: number;
  /** As `Key: value`, in their order. */
  trailers: string[];
  /** The events that it is the first to hold; NaN where it does not say. */
  first: number;
  last: number;
}

const FIELD = '\0';
const WITHIN = '\x1f';
const FORMAT = ['%H', '%T', '%P', '%at', '%ct', '%(trailers:only,unfold,separator=%x1f)'].join('%x00');
const TIMEOUT_MS = 10 * 60_000;

/**
 * The commits up to one, oldest first, in one question to git. Not by the branch: a driver moves it meanwhile.
 * @throws {GitFailedError}
 */
export async function readCommits(gitDir: string, newest: string): Promise<RunCommit[]> {
  const args = ['log', '--reverse', '--first-parent', `--format=${FORMAT}`, newest, '--'];
  const text = await gitText({ gitDir }, args, { timeoutMs: TIMEOUT_MS });
  return text.split('\n').flatMap((line) => (line === '' ? [] : [parse(line)]));
}

function parse(line: string): RunCommit {
  const [id = '', tree = '', parents = '', authored, committed, said = ''] = line.split(FIELD);
  const trailers = said.split(WITHIN).filter((each) => each !== '');
  const range = trailers.find((each) => each.startsWith('Rye-Seq: '))?.slice('Rye-Seq: '.length) ?? '';
  const [first = Number.NaN, last = first] = range === '' ? [] : range.split('..').map(Number);
  return {
    id,
    tree,
    parents: parents.split(' ').filter((each) => each !== '').length,
    authoredAt: Number(authored),
    committedAt: Number(committed),
    trailers,
    first,
    last,
  };
}
