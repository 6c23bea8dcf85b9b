import type { Event, EventType } from '../events/index.ts';
import type { RunState } from '../fold/state.ts';
import { isFinal } from '../fold/state.ts';
import { placeFolder } from '../ids.ts';
import { boardDocument } from './board-document.ts';
import { runDocument, runSummary } from './run-document.ts';
import { statusMarkdown } from './status-markdown.ts';
import { threadDocument } from './thread-document.ts';
import { transcriptMarkdown } from './transcript-markdown.ts';

/** A folded file, relative to the run's folder. */
export interface SnapshotFile {
  path: string;
  content: string;
}

/** The folded files of a run itself, and the folder in which those of its threads are. */
const SNAPSHOT_FILES: readonly string[] = ['run.json', 'STATUS.md', 'board.json'];
const THREADS = 'threads';

/** What a run has at its top that is folded from its events: files, and a folder. */
export const snapshotEntries: readonly string[] = [...SNAPSHOT_FILES, THREADS];

/** Whether a path, relative to the run's folder, is one of {@link snapshotFiles}. */
export function isSnapshotPath(path: string): boolean {
  return SNAPSHOT_FILES.includes(path) || path.startsWith(`${THREADS}/`);
}

const RUN_STATUS: ReadonlySet<EventType> = new Set([
  'run_started',
  'run_paused',
  'run_unpaused',
  'run_waiting',
  'run_completed',
  'run_failed',
  'run_cancelled',
  'run_blocked',
  'run_forked',
  'run_pruned',
  'budget_raised',
  'approval_requested',
  'approval_granted',
  'approval_denied',
  'approval_voided',
]);

const BOARD: ReadonlySet<EventType> = new Set(['card_created', 'card_moved', 'card_returned', 'gate_failed']);

const THREAD_STATUS: ReadonlySet<EventType> = new Set([
  'thread_created',
  'thread_started',
  'thread_waiting',
  'thread_woken',
  'thread_paused',
  'thread_unpaused',
  'thread_completed',
  'thread_failed',
  'thread_cancelled',
  'thread_killed',
  'thread_continued',
  'thread_resumed',
  'limit_raised',
  'thread_revised',
  'thread_taken_over',
]);

/**
 * The folded files that change with an event: the run's where the run's status changes, the thread's where the
 * thread's does. A pure function of the events up to it, so that the tree of its commit is one too.
 * @param state The fold up to and with `event`.
 */
export function snapshotFiles(state: RunState, event: Event): SnapshotFile[] {
  if (RUN_STATUS.has(event.type)) {
    // `driven` is not a fact of the log: what is written here holds for whoever reads it later.
    return [
      { path: 'run.json', content: pretty(runSummary(state, { driven: true })) },
      { path: 'STATUS.md', content: statusMarkdown(runDocument(state, { driven: true })) },
    ];
  }
  if (BOARD.has(event.type)) return [{ path: 'board.json', content: pretty(boardDocument(state)) }];
  const thread = THREAD_STATUS.has(event.type) ? state.threads.get(event.thread) : undefined;
  if (!thread) return [];
  const folder = `${THREADS}/${placeFolder(thread.place)}`;
  return [
    { path: `${folder}/thread.json`, content: pretty(threadDocument(state, thread)) },
    ...(isFinal(thread.status)
      ? [{ path: `${folder}/transcript.md`, content: transcriptMarkdown(state, thread) }]
      : []),
  ];
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
