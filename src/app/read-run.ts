import { type Event, foldRun, type RunDocument, type RunState, runDocument, type ThreadState } from '#protocol';
import type { AppContext } from './app-context.ts';
import { UnknownThreadError, UsageError } from './errors.ts';
import { openProject, type Project } from './open-project.ts';
import { windowsOf } from './run-outcome.ts';
import { readPoint, readUpTo } from './run-point.ts';

/** A run at a point of its history. */
export interface RunView {
  project: Project;
  runId: string;
  state: RunState;
  events: Event[];
  document: RunDocument;
}

/**
 * Reads a run as it stands, or as it stood.
 * @param text `RUN` or `RUN@SEQ`; of the id its beginning is enough.
 * @throws {RyeError} `store/unknown-run`, with the nearest ids; `app/ambiguous-run`; `app/usage`: there is no such event
 */
export async function readRun(context: AppContext, text: string): Promise<RunView> {
  const project = await openProject(context);
  const { store, library } = project;
  const point = await readPoint(store, text);
  const { runId, seq: upTo } = point;
  const [events, holder, head, { createCatalog }, models, pricing] = await Promise.all([
    readUpTo(store, point),
    store.holder(runId),
    store.head(runId),
    import('#models'),
    library.config('agent/models'),
    library.config('agent/pricing'),
  ]);
  const state = foldRun(events);
  const windows = windowsOf(state, { catalog: createCatalog({ config: models, pricing }) });
  const driven = upTo !== undefined || holder?.alive === true;
  const nowMs = upTo === undefined && driven ? { nowMs: context.clock.now() } : {};
  const document = runDocument(state, { driven, ...nowMs, ...(head !== undefined && { head }), windows });
  return { project, runId, state, events, document };
}

/** The run with the newest event. @throws {UsageError} there is none */
export async function newestRun(context: AppContext): Promise<string> {
  const { store } = await openProject(context);
  const [newest] = await store.list();
  if (!newest) throw new UsageError('There are no runs yet.', 'Start one with `rye demo`.');
  return newest.runId;
}

/** A thread by its id or its place. @throws {UnknownThreadError} */
export function findThread(state: RunState, name: string): ThreadState {
  const thread = state.threads.get(name) ?? state.threads.get(state.byPlace.get(name) ?? '');
  if (thread) return thread;
  throw new UnknownThreadError({ run_id: state.runId, thread: name, places: [...state.byPlace.keys()] });
}
