import {
  type EventDraft,
  foldRun,
  type ItemSource,
  isFinal,
  newRunId,
  type PinnedDefinition,
  type RunState,
  sha256,
} from '#protocol';
import { findStale, hookConfig } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { commitRest } from '../commit-rest.ts';
import { createPorts } from '../create-ports.ts';
import { UsageError } from '../errors.ts';
import { openProject, type Project } from '../open-project.ts';
import { resolveRun } from '../run-point.ts';
import { openBase } from './base-run.ts';

/** What a run would go on with if its definitions were those of today. */
export interface LatestDocument {
  /** The fork; absent where nothing has changed. */
  run_id?: string;
  from: { run_id: string; seq: number };
  changed: { kind: string; id: string; was: string; is: string }[];
  /** Finished threads whose results would be the same, by what they used; and those for which that is not known, and why. */
  valid: string[];
  stale: { place: string; because: string }[];
}

/**
 * Forks a run at its end for the definitions of today, where they differ from those that it pinned: what has not ended goes
 * on with them. The run itself stays as it is, and can be gone on with.
 * @throws {RyeError} one of them is gone, or does not parse: then nothing was made
 */
export async function forkToLatest(context: AppContext, name: string, newId?: string): Promise<LatestDocument> {
  const project = await openProject(context);
  const { store } = project;
  const runId = await resolveRun(store, name);
  const state = foldRun(await store.read(runId));
  if (state.prunedAt !== undefined)
    throw new UsageError(`What was said in ${runId} was pruned at ${state.prunedAt}.`, 'Nothing can go on from it.');
  const from = { runId, seq: state.seq };
  const changed = await changedDefinitions(context, project, state);
  const document: LatestDocument = {
    from: { run_id: runId, seq: state.seq },
    changed: changed.map(({ pinned, now }) => ({ kind: now.kind, id: now.id, was: pinned.sha256, is: now.sha256 })),
    ...(await finishedThreads(context, project, state)),
  };
  if (changed.length === 0) return document;
  await commitRest(store, from);
  const fork = newId ?? newRunId(state.started?.item ?? 'fork', context.randomness);
  await store.fork({
    runId: fork,
    from,
    by: 'user',
    drafts: draftsOf(state, changed),
    contents: changed.map(({ now }) => Buffer.from(now.text, 'utf8')),
  });
  return { ...document, run_id: fork };
}

interface Changed {
  pinned: PinnedDefinition;
  /** Without secrets, as it will be pinned. */
  now: ItemSource;
}

/** What the run pinned, and is another text today. The script of a tool is pinned whenever it is another one. */
async function changedDefinitions(
  context: AppContext,
  project: Project,
  { definitions }: RunState,
): Promise<Changed[]> {
  const { createRedactor } = await import('#tools');
  const redactor = createRedactor({ env: context.env });
  const latest = new Map(definitions.map((pinned) => [`${pinned.kind}:${pinned.id}`, pinned]));
  const changed: Changed[] = [];
  for (const pinned of latest.values()) {
    if (pinned.kind === 'tool' || pinned.path.startsWith('rye:')) continue;
    const source = await sourceNow(project, pinned);
    const text = await redactor.text(source.text);
    const now = { ...source, text, sha256: sha256(Buffer.from(text, 'utf8')) };
    if (now.sha256 !== pinned.sha256) changed.push({ pinned, now });
  }
  return changed;
}

async function sourceNow({ library }: Project, { kind, id }: PinnedDefinition): Promise<ItemSource> {
  if (kind === 'directive') return (await library.directive(id)).source;
  if (kind === 'graph') return (await library.graph(id)).source;
  if (kind === 'knowledge') return (await library.knowledge(id)).source;
  return hookConfig(library);
}

/** Threads that have begun and not ended are told anew; one that has not begun reads what is pinned now. */
function draftsOf(state: RunState, changed: readonly Changed[]): EventDraft[] {
  const root = state.root ?? '';
  const pins = changed.map(({ pinned: { kind, id }, now }): EventDraft => {
    const { space, path, sha256, text } = now;
    return {
      thread: root,
      type: 'definition_pinned',
      data: { kind, id, space, path, bytes: Buffer.byteLength(text), sha256 },
    };
  });
  const revised = [...state.threads.values()].flatMap(({ id, status, context, directive }): EventDraft[] => {
    if (isFinal(status) || !context) return [];
    const definition = changed.find(({ now }) => now.kind === 'directive' && now.id === directive)?.now.sha256;
    return [
      { thread: id, type: 'thread_revised', data: { by: 'user', ...(definition !== undefined && { definition }) } },
    ];
  });
  return [...pins, ...revised];
}

async function finishedThreads(
  context: AppContext,
  project: Project,
  state: RunState,
): Promise<Pick<LatestDocument, 'valid' | 'stale'>> {
  const provider = state.started?.provider ?? 'none';
  const ports = await createPorts(context, project, { noModel: true, provider: 'none' });
  const base = await openBase(context, project, { runId: state.runId, provider, trustCommands: true });
  const stale = await findStale({ ...ports, model: { ...ports.model, name: provider } }, base);
  const finished = [...state.threads.values()].filter(({ status }) => status === 'completed');
  const of = (place: string): string | undefined => stale.get(place)?.what;
  return {
    valid: finished.flatMap(({ place }) => (of(place) === undefined ? [place] : [])),
    stale: finished.flatMap(({ place }) => {
      const because = of(place);
      return because === undefined ? [] : [{ place, because }];
    }),
  };
}
