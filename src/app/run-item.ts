import { checkRunId, type Directive, type EventData, inputValue, type JsonObject, newRunId } from '#protocol';
import { type RunObserver, startRun } from '#runtime';
import type { AppContext } from './app-context.ts';
import { createPorts, type ProviderChoice } from './create-ports.ts';
import { UsageError } from './errors.ts';
import { openProject } from './open-project.ts';
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
  runId?: string;
}

/**
 * Runs an item to its end.
 * @throws {RyeError} nothing was run: an unknown or invalid item, inputs that do not fit, no provider, no git
 */
export async function runItem(context: AppContext, request: RunRequest): Promise<RunOutcome> {
  if (request.kind === 'graph') {
    throw new UsageError('Graphs cannot be run yet.', 'Run a directive, or leave --kind out.');
  }
  const project = await openProject(context);
  const item = await project.library.directive(idOf(request.item));
  const ports = await createPorts(context, project, request);
  const inputs = { ...request.inputs, ...readInputs(item, request.rawInputs ?? {}) };
  const { projectHead } = await import('#store');
  const baseCommit = await projectHead(project.root);
  const writer = await project.store.create(checkRunId(request.runId ?? newRunId(item.source.id, context.randomness)));
  return driveToOutcome(writer, ports, () =>
    startRun(
      writer,
      ports,
      {
        item,
        inputs,
        facts: factsOf(
          context,
          { name: project.name, ...(baseCommit !== undefined && { base_commit: baseCommit }) },
          request,
        ),
      },
      driveOptions(request),
    ),
  );
}

/** An id; the path of a directive's file, as a shell completes it, means the same. */
function idOf(item: string): string {
  return /^(?:\.\/)?\.ai\/directives\/(.+)\.md$/.exec(item)?.[1] ?? item;
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

function factsOf(context: AppContext, project: { name: string; base_commit?: string }, request: RunRequest) {
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

/** Reads `-i name=value` by the declared type: JSON for numbers, booleans, lists and objects, the text itself else. */
function readInputs(item: Directive, raw: Readonly<Record<string, string>>): JsonObject {
  const inputs: JsonObject = {};
  for (const [name, text] of Object.entries(raw)) {
    const type = item.inputs.find((field) => field.name === name)?.type ?? 'string';
    const read = inputValue(type, text);
    if (!read.ok) {
      throw new UsageError(
        `The input ${name} is to be of type ${type}, and "${text}" is not.`,
        `Give JSON, such as -i '${name}=${read.example}'.`,
      );
    }
    inputs[name] = read.value;
  }
  return inputs;
}
