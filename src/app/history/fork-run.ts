import {
  checkRunId,
  type Event,
  type EventDraft,
  foldRun,
  isFinal,
  type Json,
  type JsonObject,
  newRunId,
  type RunState,
  sha256,
  type ThreadState,
} from '#protocol';
import type { AppContext } from '../app-context.ts';
import { commitRest } from '../commit-rest.ts';
import { UsageError } from '../errors.ts';
import { openProject, type Project } from '../open-project.ts';
import { readInputs } from '../read-inputs.ts';
import { findThread } from '../read-run.ts';
import { type RunPoint, readPoint, readUpTo } from '../run-point.ts';
import { changedSince } from './changed-since.ts';
import { pinnedItem } from './pinned-item.ts';

/** Where a fork begins, and what it goes on with. */
export interface ForkOptions {
  /** `RUN` or `RUN@SEQ`; without a point its last event. */
  point: string;
  /** The id of the new run. */
  newId?: string;
  /** Of the root, as typed on a command line. */
  rawInputs?: Readonly<Record<string, string>>;
  /** Id or tier, of the root. */
  model?: string;
  /** In place of the result of the tool call that the event at the point ends. */
  result?: Json;
  /** The text of a thread's directive, changed: by an editor, most often. */
  edit?: { thread: string; change: (name: string, text: string) => Promise<string> };
  by?: string;
}

/** `rye fork RUN@SEQ --json`. */
export interface ForkDocument {
  run_id: string;
  from: { run_id: string; seq: number };
  status: string;
  /** What the fork goes on with that its source had not: `inputs`, `model`, `result`, `definition`. */
  changed: string[];
  /** Files of the project that are not as they were at the point; they stay as they are. */
  files_changed_since: string[];
}

/**
 * Makes a run that shares the history of another up to a point, and goes on by itself; it inherits what was spent. The
 * source is only read.
 * @throws {RyeError} unknown or ambiguous run, a point beyond its end or between commits, a change that is about nothing,
 * a definition that does not parse: then there is no new run
 */
export async function forkRun(context: AppContext, options: ForkOptions): Promise<ForkDocument> {
  const project = await openProject(context);
  const { store } = project;
  const point = await readPoint(store, options.point);
  const events = await readUpTo(store, point);
  const state = foldRun(events);
  refusePruned(state, point);
  const from = { runId: point.runId, seq: state.seq };
  const changes = await changesOf(context, project, { options, runId: point.runId, state, events });
  await commitRest(store, from);
  const runId = checkRunId(options.newId ?? newRunId(state.started?.item ?? 'fork', context.randomness));
  await store.fork({
    runId,
    from,
    by: options.by ?? 'user',
    drafts: changes.flatMap(({ drafts }) => drafts),
    contents: changes.flatMap(({ contents = [] }) => contents),
  });
  const status = foldRun(await store.read(runId)).status;
  return {
    run_id: runId,
    from: { run_id: from.runId, seq: from.seq },
    status,
    changed: changes.map(({ what }) => what),
    files_changed_since: await changedSince(project, state),
  };
}

interface Change {
  what: string;
  drafts: EventDraft[];
  contents?: Uint8Array[];
}

interface Asked {
  runId: string;
  options: ForkOptions;
  state: RunState;
  events: readonly Event[];
}

async function changesOf(context: AppContext, project: Project, asked: Asked): Promise<Change[]> {
  const { options, state } = asked;
  const by = options.by ?? 'user';
  const changes: Change[] = [];
  if (options.rawInputs && Object.keys(options.rawInputs).length > 0) {
    const root = rootOf(state);
    const item = await pinnedItem(project, asked, root);
    const inputs: JsonObject = { ...root.inputs, ...readInputs(item, options.rawInputs) };
    changes.push({ what: 'inputs', drafts: [{ thread: root.id, type: 'thread_revised', data: { by, inputs } }] });
  }
  if (options.model !== undefined) {
    const root = rootOf(state);
    const model = await modelNamed(project, options.model);
    changes.push({ what: 'model', drafts: [{ thread: root.id, type: 'thread_revised', data: { by, model } }] });
  }
  if (options.result !== undefined) changes.push(resultChange(asked, options.result, by));
  if (options.edit) changes.push(await edited(context, project, asked, options.edit));
  return changes;
}

async function modelNamed({ library }: Project, wanted: string): Promise<string> {
  const { createCatalog } = await import('#models');
  const [config, pricing] = await Promise.all([library.config('agent/models'), library.config('agent/pricing')]);
  return createCatalog({ config, pricing }).resolve({ id: wanted }).id;
}

function rootOf(state: RunState): ThreadState {
  const root = state.threads.get(state.root ?? '');
  if (!root)
    throw new UsageError(
      `At event ${state.seq} the run has no thread yet that could be changed.`,
      'Fork it at a later event; `rye log RUN` shows them.',
    );
  return unfinished(state, root);
}

/** What has ended is told to nobody again. */
function unfinished(state: RunState, thread: ThreadState): ThreadState {
  if (!isFinal(thread.status)) return thread;
  throw new UsageError(
    `${thread.place} has ended at event ${state.seq}, and would not see the change.`,
    'Fork the run at an earlier event, or run it again with `rye run ITEM --since RUN`.',
  );
}

function resultChange({ state, events }: Asked, result: Json, by: string): Change {
  const event = events.at(-1);
  if (event?.type !== 'tool_call_completed' && event?.type !== 'tool_call_failed')
    throw new UsageError(
      `Event ${state.seq} is no end of a tool call.`,
      'Fork the run at the event `tool_call_completed` whose result is to be another one; `rye log RUN --type tool_call_completed` lists them.',
    );
  const { thread, call_id, turn } = event;
  const frame = { thread, ...(call_id !== undefined && { call_id }), ...(turn !== undefined && { turn }) };
  const data = { tool: event.data.tool, by, result };
  return { what: 'result', drafts: [{ ...frame, type: 'tool_result_replaced', data }] };
}

/** @throws {RyeError} the text does not parse, or nothing was changed in it */
async function edited(
  context: AppContext,
  project: Project,
  asked: Asked,
  { thread: name, change }: NonNullable<ForkOptions['edit']>,
): Promise<Change> {
  const thread = unfinished(asked.state, findThread(asked.state, name));
  const { source } = await pinnedItem(project, asked, thread);
  const { createRedactor } = await import('#tools');
  const changed = await change(source.path.split('/').at(-1) ?? `${source.id}.md`, source.text);
  const text = await createRedactor({ env: context.env }).text(changed);
  if (text === source.text) throw new UsageError(`Nothing was changed in ${source.id}.`, 'The run was not forked.');
  const content = Buffer.from(text, 'utf8');
  const definition = sha256(content);
  const read = { ...source, text, sha256: definition };
  if (source.kind === 'graph') project.library.parseGraph(read);
  else project.library.parseDirective(read);
  const { kind, id, space, path } = source;
  const pinned = { kind, id, space, path, bytes: content.byteLength, sha256: definition };
  return {
    what: 'definition',
    drafts: [
      { thread: thread.id, type: 'definition_pinned', data: pinned },
      {
        thread: thread.id,
        type: 'thread_revised',
        data: { by: 'user', definition },
      },
    ],
    contents: [content],
  };
}

function refusePruned(state: RunState, { runId }: RunPoint): void {
  if (state.prunedAt === undefined) return;
  throw new UsageError(
    `What was said in ${runId} was pruned at ${state.prunedAt}: nothing can go on from it.`,
    'Fork a run that still holds its texts.',
  );
}
