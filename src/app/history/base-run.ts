import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foldRun, type RunState, sha256 } from '#protocol';
import type { RuntimePorts } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import type { Project } from '../open-project.ts';

/** Of which run a new one takes over what has not changed, and how. */
export interface SinceOptions {
  /** The run's id. */
  runId: string;
  /** Events up to this one count; absent: all. */
  seq?: number;
  /** The provider that the new run asks. */
  provider: string;
  /** The model that the new run is started with, where one is asked for. */
  model?: string;
  trustCommands?: boolean;
}

type BaseRun = NonNullable<RuntimePorts['since']>;

/**
 * A run as the runtime takes over from it.
 * @throws {RyeError} it cannot be read, or was pruned
 */
export async function openBase(context: AppContext, project: Project, options: SinceOptions): Promise<BaseRun> {
  const { store } = project;
  const { runId, seq, provider, model, trustCommands = false } = options;
  const [events, { createMemoryStore }, { createRecall }] = await Promise.all([
    store.read(runId, seq),
    import('#store'),
    import('#models'),
  ]);
  const state = foldRun(events);
  if (state.prunedAt !== undefined)
    throw new UsageError(
      `What was said in ${runId} was pruned at ${state.prunedAt}: nothing can be taken over from it.`,
      'Go by a run that still holds its texts; `rye runs` lists them.',
    );
  return {
    runId,
    events,
    state,
    content: (hash) => store.content(runId, hash),
    scratch: await createMemoryStore({ clock: context.clock }).create('scratch'),
    recall: createRecall(events, provider),
    ...(model !== undefined && { model }),
    projectChanges: () => projectChanges(project, state),
    hashNow: (kind, path) =>
      hashOf(kind === 'data' ? join(project.root, '.ai', 'data', path) : join(project.root, path)),
    trustCommands,
  };
}

/** Lets a run take over from another one what has not changed. @throws as {@link openBase} */
export async function goBy(
  context: AppContext,
  project: Project,
  ports: RuntimePorts,
  since: { runId: string; seq: number; trustCommands?: boolean; model?: string | undefined },
): Promise<void> {
  const { model, ...rest } = since;
  const provider = ports.model.name;
  ports.since = await openBase(context, project, { ...rest, provider, ...(model !== undefined && { model }) });
}

/** What of the project is not as it was when a run began; but for what the run wrote, and left as it is now. */
async function projectChanges({ root }: Project, { started, files }: RunState): ReturnType<BaseRun['projectChanges']> {
  const before = started?.project;
  if (!before?.changed) return { isKnown: false, paths: [] };
  const { projectState } = await import('#store');
  const now = await projectState(root);
  const between = await betweenCommits(root, before.base_commit, now.commit);
  if (!now.changed || !between) return { isKnown: false, paths: [] };
  const paths = new Set<string>();
  for (const path of new Set([...between, ...Object.keys(before.changed), ...Object.keys(now.changed)])) {
    const left = files.get(path)?.sha256;
    const is = now.changed[path] ?? (await hashOf(join(root, path)));
    if (left !== undefined && left === is) continue;
    if (between.includes(path) || before.changed[path] !== now.changed[path]) paths.add(path);
  }
  return { isKnown: true, paths: [...paths].toSorted() };
}

/** A repository may have no commit yet: then all its files are changed ones. */
async function betweenCommits(root: string, from?: string, to?: string): Promise<string[] | undefined> {
  if (from === to) return [];
  if (from === undefined || to === undefined) return undefined;
  const { changedBetween } = await import('#store');
  return changedBetween(root, from, to);
}

async function hashOf(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined);
  return content && sha256(content);
}
