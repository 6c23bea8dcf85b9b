import {
  type Event,
  type RunStretch,
  RyeError,
  snapshotEntries,
  stretchesOf,
  validateEvent,
  writerOf,
} from '#protocol';
import { LONGEST_CONTENT_BYTES } from '../disk/content-files.ts';
import { checkPath, RESERVED_DATA } from '../disk/safe-path.ts';
import { readGit } from '../git/open-simple-git.ts';
import { readRunFromGit } from '../git/read-run.ts';
import { runGit } from '../git/run-git.ts';
import { contentOf } from '../run-content.ts';

/** What stands in the tree of a run. */
const TOP = new Set(['events', 'artifacts', 'definitions', 'data', ...snapshotEntries]);

/**
 * Looks at a run that came from elsewhere, before anything here trusts it: its newest tree holds plain files at places
 * of a run, its journal reads and names this run, its commits are a chain with one for each event, and what its events
 * name are paths that may be laid down.
 * @returns its events; a text where it is not to be taken over, and why.
 */
export async function checkIncoming(gitDir: string, runId: string, commit: string): Promise<Event[] | string> {
  const badFiles = await badTree(gitDir, commit);
  if (badFiles !== undefined) return badFiles;
  try {
    const events = (await readRunFromGit(gitDir, runId, commit)).map((event) => validateEvent(event));
    if (events[0]?.type !== 'run_started') return 'it does not begin with run_started';
    const stretches = stretchesOf(events);
    const { runId: is = '' } = stretches.at(-1) ?? {};
    if (is !== runId) return `it is the run ${is}`;
    const badCommits = await badChain(gitDir, { runId, stretches, commit });
    if (badCommits !== undefined) return badCommits;
    for (const event of events) checkContentPath(event);
    const last = (
      await readGit(gitDir, ['log', '-1', '--format=%(trailers:key=Rye-Seq,valueonly,separator=%x20)', commit])
    )
      .trim()
      .split('..')
      .at(-1);
    return Number(last) === events.length
      ? events
      : `its last commit is of event ${last}, and it holds ${events.length}`;
  } catch (error) {
    if (error instanceof RyeError) return error.message;
    throw error;
  }
}

async function badTree(gitDir: string, commit: string): Promise<string | undefined> {
  const { stdout } = await runGit({ gitDir }, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
  for (const entry of stdout.toString('utf8').split('\0')) {
    if (entry === '') continue;
    const [facts = '', path = ''] = entry.split('\t');
    const [mode, type, , size] = facts.split(/ +/);
    if (mode !== '100644' || type !== 'blob') return `${path} is no plain file (${mode} ${type})`;
    if (Number(size) > LONGEST_CONTENT_BYTES) return `${path} is ${size} bytes long`;
    if (!TOP.has(path.split('/')[0] ?? '')) return `${path} has no place in a run`;
    try {
      checkPath(path);
    } catch (error) {
      if (error instanceof RyeError) return error.message;
      throw error;
    }
  }
  return undefined;
}

/** Every commit has one parent but the first, names the run that wrote it, and goes on where the one before ended. */
async function badChain(
  gitDir: string,
  { runId, stretches, commit }: { runId: string; stretches: readonly RunStretch[]; commit: string },
): Promise<string | undefined> {
  const keys = ['Rye-Run', 'Rye-Seq'].map((key) => `%(trailers:key=${key},valueonly,separator=%x20)`);
  const text = await readGit(gitDir, [
    'log',
    '--reverse',
    '--topo-order',
    `--format=%H%x09%P%x09${keys.join('%x09')}`,
    commit,
  ]);
  let before = '';
  let seq = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [id = '', parents = '', run, range = ''] = line.split('\t');
    const short = id.slice(0, 12);
    if (parents !== before) return `commit ${short} does not follow the one before it`;
    const [first = Number.NaN, last = first] = range.split('..').map(Number);
    if (run !== runId && run !== writerOf(stretches, first)) return `commit ${short} is of the run ${run || '(none)'}`;
    if (first !== seq + 1 || !(last >= first)) return `commit ${short} holds event ${range || '(none)'} after ${seq}`;
    before = id;
    seq = last;
  }
  return undefined;
}

/** The path that an event names is laid down as a file one day. */
function checkContentPath(event: Event): void {
  const content = contentOf(event);
  if (content) checkPath(content.path);
  if (event.type === 'data_written') checkPath(event.data.path, RESERVED_DATA);
  if (event.type === 'file_written') checkPath(event.data.path);
}
