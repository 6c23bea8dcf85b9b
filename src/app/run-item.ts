import { checkRunId, type EventData, type Graph, type JsonObject, type Library, newRunId } from '#protocol';
import { type RunObserver, startRun } from '#runtime';
import type { AppContext } from './app-context.ts';
import { createPorts, type ProviderChoice } from './create-ports.ts';
import { UsageError } from './errors.ts';
import { findItem } from './find-item.ts';
import { findBase } from './history/base-inputs.ts';
import { goBy } from './history/base-run.ts';
import { openProject, type Project } from './open-project.ts';
import { readInputs } from './read-inputs.ts';
import { driveToOutcome, type RunOutcome } from './run-outcome.ts';

/** What `rye run`, `rye demo` and `rye resume` have in common. */
export interface RunOptions extends ProviderChoice {
  model?: string;
  /** USD. */
  budgetUsd?: number;
  limits?: Partial<Record<string, number>>;
  approve?: 'auto' | 'ask' | 'deny';
  /** Where nothing else is said, somebody is there to be asked. */
  canAsk?: boolean;
  onInterrupted?: 'report' | 'ask' | 'retry';
  commit?: 'each' | 'group';
  observer?: RunObserver;
  /** Told a line for people about what was done besides the run. */
  note?: (line: string) => void;
  /** Aborts when the driver is to stop. */
  interrupt: AbortSignal;
}

/** Which item is run, with which inputs. */
export interface RunRequest extends RunOptions {
  item: string;
  kind?: 'directive' | 'graph';
  /** As typed on a command line: read by the types that the item declares. */
  rawInputs?: Readonly<Record<string, string>>;
  inputs?: JsonObject;
  /** Of a graph: only this node, or with this state to begin with. */
  walk?: { node?: string; state?: JsonObject };
  runId?: string;
  /** A run of the same item, as `RUN` or `RUN@SEQ`: what has not changed since is taken over from it. */
  since?: { point: string; trustCommands?: boolean };
}

/**
 * Runs an item to its end.
 * @throws {RyeError} nothing was run: an unknown or invalid item, inputs that do not fit, no provider, no git
 */
export async function runItem(context: AppContext, request: RunRequest): Promise<RunOutcome> {
  const project = await openProject(context);
  const item = await findItem(project.library, request);
  const { walk } = request;
  if (walk && !('nodes' in item))
    throw new UsageError(`${item.source.id} is no graph.`, '--node and --state are for graphs: leave them out.');
  const ports = await createPorts(context, project, {
    ...request,
    noModel: 'nodes' in item && !(await asksModel(project.library, item)),
  });
  const given = { ...request.inputs, ...readInputs(item, request.rawInputs ?? {}) };
  const base = request.since && (await findBase(project, request.since.point, { item: item.source.id, given }));
  const trust = request.since?.trustCommands === true;
  if (base) await goBy(context, project, ports, { ...base, model: request.model, trustCommands: trust });
  const inputs = base?.inputs ?? given;
  const since = base && { run: base.runId, seq: base.seq, ...(trust && { trust_commands: true }) };
  const facts = await projectFacts(project);
  const writer = await project.store.create(checkRunId(request.runId ?? newRunId(item.source.id, context.randomness)));
  return driveToOutcome(writer, ports, () =>
    startRun(
      writer,
      ports,
      {
        item,
        inputs,
        ...(walk && { walk }),
        facts: { ...factsOf(context, facts, request), ...(since && { since }) },
      },
      driveOptions(request),
    ),
  );
}

/** Whether a graph, or one that it calls, calls what asks a model; what is filled in later may. */
async function asksModel(library: Library, { nodes, source }: Graph, above: string[] = []): Promise<boolean> {
  for (const node of nodes.values()) {
    if (!('action' in node)) continue;
    const { item_type: type = 'tool', item_id: id } = node.action;
    if (type === 'directive') return true;
    if (type !== 'graph') continue;
    if (typeof id !== 'string' || id.includes('${')) return true;
    if (above.includes(id)) continue;
    // One that is not there fails when it is called, and asks nobody.
    const inner = await library.graph(id).catch(() => undefined);
    if (inner && (await asksModel(library, inner, [...above, source.id]))) return true;
  }
  return false;
}

/** What the runtime is told of how to drive. */
export function driveOptions({ observer, interrupt, onInterrupted, approve }: RunOptions) {
  return {
    ...(observer && { observer }),
    interrupt,
    ...(approve && { approve }),
    onInterrupted: onInterrupted === 'retry' ? ('retried' as const) : ('reported' as const),
  };
}

/** Where the project stands, so that it can be told later what has changed since. */
async function projectFacts({ name, root }: Project): Promise<NonNullable<EventData<'run_started'>['project']>> {
  const { projectState } = await import('#store');
  const { commit, changed } = await projectState(root);
  const dirty = changed === undefined ? undefined : Object.keys(changed).length > 0;
  return {
    name,
    ...(commit !== undefined && { base_commit: commit }),
    ...(dirty !== undefined && { dirty }),
    ...(changed && { changed }),
  };
}

function factsOf(context: AppContext, project: NonNullable<EventData<'run_started'>['project']>, request: RunRequest) {
  const { model, budgetUsd, limits, canAsk, onInterrupted, commit } = request;
  const approve = request.approve ?? (canAsk ? 'ask' : undefined);
  return {
    rye_version: context.version,
    project,
    ...(model !== undefined && { model }),
    ...(budgetUsd !== undefined && { budget_usd: budgetUsd }),
    ...(limits && Object.keys(limits).length > 0 && { limits: limits as EventData<'run_started'>['limits'] }),
    ...(approve && { approve }),
    ...(onInterrupted && { on_interrupted: onInterrupted }),
    ...(commit && { commit }),
  };
}
