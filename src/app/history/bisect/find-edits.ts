import { type PinnedDefinition, type RunState, sha256 } from '#protocol';
import type { Project } from '../../open-project.ts';

/** A file of the project as a run used it. @see Path: from the project's folder. */
export interface DefinitionText {
  path: string;
  text: Uint8Array;
}

/** One step on the way from the definitions of one run to those of another. */
export type Edit =
  | { kind: 'commit'; commit: string; subject: string }
  | { kind: 'definition'; item: string; path: string; after: DefinitionText };

/** The way from one run to another. */
export interface Edits {
  /** What definitions are laid over: the project as of this commit; absent: as its files stand now. */
  commit?: string;
  /** As they were before the first edit that is no commit. */
  before: DefinitionText[];
  edits: Edit[];
}

interface Side {
  runId: string;
  state: RunState;
}

/**
 * Finds what was done between two runs: the commits that the project made from where the one began to where the other did,
 * and then, one by one, the definitions that the other used as no commit had them.
 */
export async function findEdits(project: Project, good: Side, bad: Side): Promise<Edits> {
  const { projectCommits } = await import('#store');
  const [from, to] = [good, bad].map(({ state }) => state.started?.project?.base_commit);
  const commits =
    from === undefined || to === undefined || from === to ? [] : ((await projectCommits(project.root, from, to)) ?? []);
  const was = commits.length > 0 ? committed(project, to ?? '') : pinnedBy(project, good);
  const before: DefinitionText[] = [];
  const edits: Edit[] = commits.map((each) => ({ kind: 'commit', ...each }));
  for (const pinned of ownDefinitions(bad.state)) {
    const { kind, id, path } = pinned;
    const after = { path, text: await project.store.content(bad.runId, pinned.sha256) };
    const earlier = await was(pinned);
    before.push(earlier ?? after);
    if (earlier && sha256(earlier.text) !== pinned.sha256)
      edits.push({ kind: 'definition', item: `${kind} ${id}`, path, after });
  }
  return { ...(commits.length > 0 && to !== undefined && { commit: to }), before, edits };
}

type Earlier = (pinned: PinnedDefinition) => Promise<DefinitionText | undefined>;

/** What a commit lacks cannot be told from what was never there: it is laid down as the run used it. */
function committed({ root }: Project, commit: string): Earlier {
  return async ({ path }) => {
    const { committedFile } = await import('#store');
    const text = await committedFile(root, commit, path);
    return text && { path, text };
  };
}

function pinnedBy({ store }: Project, { runId, state }: Side): Earlier {
  const own = ownDefinitions(state);
  return async ({ path }) => {
    const earlier = own.find((each) => each.path === path);
    return earlier && { path, text: await store.content(runId, earlier.sha256) };
  };
}

/** The newest text of each definition of the project that a run used, in the order in which it used them. */
function ownDefinitions({ definitions }: RunState): PinnedDefinition[] {
  const latest = new Map<string, PinnedDefinition>();
  for (const pinned of definitions) if (pinned.space === 'project') latest.set(pinned.path, pinned);
  return [...latest.values()];
}
