import { type Directive, type Graph, type ItemSource, type RunState, RyeError, type ThreadState } from '#protocol';
import { UsageError } from '../errors.ts';
import type { Project } from '../open-project.ts';

/**
 * The directive or graph that a thread runs, as the run pinned it.
 * @throws {UsageError} its text is gone @throws {RyeError} this version does not read it any more
 */
export async function pinnedItem(
  { store, library }: Pick<Project, 'store' | 'library'>,
  { runId, state }: { runId: string; state: RunState },
  thread: ThreadState,
): Promise<Directive | Graph> {
  const source = await pinnedSource(store, { runId, state }, thread);
  return source.kind === 'graph' ? library.parseGraph(source) : library.parseDirective(source);
}

async function pinnedSource(
  store: Project['store'],
  { runId, state }: { runId: string; state: RunState },
  { directive: id, graph, place }: ThreadState,
): Promise<ItemSource> {
  const kind = graph ? 'graph' : 'directive';
  const pinned = state.definitions.findLast((each) => each.kind === kind && each.id === id);
  if (!pinned)
    throw new UsageError(
      `At event ${state.seq} the ${kind} of ${place} is not pinned yet.`,
      'Fork the run at a later event.',
    );
  const { space, path, sha256 } = pinned;
  const bytes = await store.content(runId, sha256).catch((error: unknown) => {
    if (error instanceof RyeError)
      throw new UsageError(`The text of ${id} is gone: ${error.message}`, error.hint ?? '');
    throw error;
  });
  return { kind, id, space, path, text: Buffer.from(bytes).toString('utf8'), sha256, signature: 'unsigned' };
}
