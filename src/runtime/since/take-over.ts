import { chainEnd, type Event, type EventDraft, RyeError, type ThreadState, toNano, toUsd } from '#protocol';
import { isFatal } from '../is-fatal.ts';
import type { RunContext } from '../run-context.ts';
import { sortedJson } from '../sorted-json.ts';
import { freshId } from '../spawn-thread.ts';
import type { BaseRun } from './base-run.ts';
import { textOf } from './composed-anew.ts';
import { copyEvents, renamed } from './copy-events.ts';
import type { Freshness } from './freshness.ts';
import { layDown } from './lay-down.ts';
import { type RecordedThread, subtreeOf } from './recorded-threads.ts';
import { otherArtifact } from './seen-artifacts.ts';

/**
 * Takes a new thread, with all that was below it, over from the run that this one goes by: where that thread began with
 * the same, completed, and nothing that any of them used has changed. Recorded in one step: whole, or not at all.
 * @returns whether it was; then the thread has ended
 */
export async function takeOver(run: RunContext, id: string): Promise<boolean> {
  const { freshness } = run;
  if (!freshness) return false;
  const thread = run.session.threadOrThrow(id);
  const counterpart = counterpartOf(run, freshness.base, thread);
  if (!counterpart) return false;
  try {
    if ((await freshness.changesBelow(counterpart.id)).length > 0) return false;
    const source = await sourceOf(run, freshness, { thread, counterpart });
    // Meanwhile it may have been cancelled or paused; then that is what happens to it.
    if (thread.status !== 'created' || thread.pause || run.signalOf(id).aborted) return false;
    if (otherArtifact(freshness, run.session.state, source.ids) !== undefined) return false;
    // From here to the append nothing else may run: another thread could be given one of the same ids.
    const drafts = copyOf(run, freshness, source);
    await run.session.append(...drafts);
    run.ports.probe('thread-taken-over');
    await layDown(run, drafts);
    return true;
  } catch (error) {
    // What cannot be copied is done again.
    if (error instanceof RyeError && !isFatal(error)) return false;
    throw error;
  }
}

/** The recorded thread that began at this place with the same; undefined where there is none that could be taken over. */
function counterpartOf(run: RunContext, base: BaseRun, thread: ThreadState): ThreadState | undefined {
  if (thread.continuationOf !== undefined) return undefined;
  const found = base.state.threads.get(base.state.byPlace.get(thread.place) ?? '');
  if (!found || found.directive !== thread.directive || chainEnd(base.state, found).status !== 'completed')
    return undefined;
  const isSame =
    found.model === thread.model &&
    sortedJson(found.capabilities) === sortedJson(thread.capabilities) &&
    sortedJson(found.declaredOutputs) === sortedJson(thread.declaredOutputs) &&
    sortedJson(renamed(found.inputs, takenNames(run, base))) === sortedJson(thread.inputs);
  return isSame ? found : undefined;
}

/** Recorded threads that were taken over, under their ids here: what names another one is about something else. */
function takenNames({ session }: RunContext, { state }: BaseRun): Map<string, string> {
  const names = new Map<string, string>();
  for (const [place, id] of state.byPlace) {
    const here = session.thread(session.state.byPlace.get(place) ?? '');
    if (here?.takenOver?.from) names.set(id, here.id);
  }
  return names;
}

/** What is to be copied: its definitions are pinned, and its contents are there. */
interface Source {
  thread: ThreadState;
  counterpart: ThreadState;
  /** Recorded threads, parents first. */
  ids: string[];
  events: Event[];
  definitions: Map<string, string>;
}

async function sourceOf(
  run: RunContext,
  freshness: Freshness,
  { thread, counterpart }: Pick<Source, 'thread' | 'counterpart'>,
): Promise<Source> {
  const { base, recorded } = freshness;
  const ids = subtreeOf(base.state, counterpart.id);
  const events = ids.flatMap((id) => recorded.get(id)?.events ?? []).toSorted((a, b) => a.seq - b.seq);
  const definitions = await pinAll(run, freshness, { ids, top: thread.id });
  for (const hash of contentsOf(events)) await run.writer.putContent(await base.content(hash));
  return { thread, counterpart, ids, events, definitions };
}

function copyOf(run: RunContext, { base, recorded }: Freshness, source: Source): EventDraft[] {
  const { thread, counterpart, ids, events, definitions } = source;
  const names = new Map([[counterpart.id, thread.id]]);
  const taken = new Set<string>();
  for (const id of ids.slice(1)) {
    const here = freshId(run.session.state, base.state.threads.get(id)?.directive ?? '', run.ports, taken);
    taken.add(here);
    names.set(id, here);
  }
  const retelling = { runId: base.runId, names: new Map([...names, ...takenNames(run, base)]), definitions };
  const saved = ids.reduce(
    (sum, id) => sum + (recorded.get(id) as RecordedThread).costs.reduce((all, { usd }) => all + toNano(usd), 0),
    0,
  );
  const data = { from_run: base.runId, from_thread: counterpart.id, threads: ids.length, saved_usd: toUsd(saved) };
  const marks = ids.slice(1).map((id) => ({ id, here: names.get(id) ?? '' }));
  return [
    { thread: thread.id, type: 'thread_taken_over', data } as const,
    ...copyEvents(events, retelling).flatMap((draft) => {
      const mark = draft.type === 'thread_created' && marks.find(({ here }) => here === draft.thread);
      if (!mark) return [draft];
      // Each of them says where it comes from, for whoever looks at one alone; what was saved is said once.
      const each = { from_run: base.runId, from_thread: mark.id, threads: 1, saved_usd: 0 };
      return [draft, { thread: mark.here, type: 'thread_taken_over', data: each } as const];
    }),
  ];
}

/**
 * What the threads are made of, and the tools that they called, are pinned in this run as well.
 * @param top The thread of this run that is taken over. @returns the hashes of their definitions, by recorded thread
 */
async function pinAll(
  run: RunContext,
  { base, recorded }: Freshness,
  { ids, top }: { ids: readonly string[]; top: string },
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const id of ids) {
    const { directive, graph } = base.state.threads.get(id) as ThreadState;
    await pinAdHoc(run, base, directive, top);
    const { source } = graph
      ? await run.definitions.graph(directive, top)
      : await run.definitions.directive(directive, top);
    hashes.set(id, source.sha256);
  }
  const called = new Set(ids.flatMap((id) => [...(recorded.get(id)?.calls.values() ?? [])].map(({ tool }) => tool)));
  for (const spec of await run.tools()) if (called.has(spec.id)) await run.definitions.tool(spec, top);
  return hashes;
}

/** What the other run has made up itself stands in no file. */
async function pinAdHoc(run: RunContext, base: BaseRun, directive: string, top: string): Promise<void> {
  const isIt = (each: { kind: string; id: string }): boolean => each.kind === 'directive' && each.id === directive;
  const made = base.state.definitions.findLast(isIt);
  if (!made?.path.startsWith('rye:') || run.session.state.definitions.some(isIt)) return;
  const { kind, space, path, sha256 } = made;
  const text = await textOf(base, sha256);
  await run.definitions.pin({ kind, id: directive, space, path, text, sha256, signature: 'unsigned' }, top);
}

/** Hashes of what the events name: contents are the run's own, so that it can be read without the other. */
function contentsOf(events: readonly Event[]): Set<string> {
  const hashes = new Set<string>();
  for (const event of events) {
    if (event.type === 'artifact_written' || event.type === 'data_written' || event.type === 'file_written')
      hashes.add(event.data.sha256);
    else if ((event.type === 'tool_call_completed' || event.type === 'tool_call_failed') && event.data.artifact)
      hashes.add(event.data.artifact.sha256);
  }
  return hashes;
}
