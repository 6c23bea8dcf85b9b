import { type Json, type JsonObject, type ModelCatalog, newRunId } from '#protocol';
import { readSettings } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { cancelRun } from '../cancel-run.ts';
import type { ProviderChoice } from '../create-ports.ts';
import { detachRun } from '../detach-run.ts';
import { UsageError } from '../errors.ts';
import { openProject } from '../open-project.ts';
import { watchProject } from '../watch/watch-project.ts';
import { watchRun } from '../watch/watch-run.ts';
import type { CockpitActions, ResumeRequest, StartRequest } from './cockpit-actions.ts';
import { editText } from './edit-text.ts';
import { listDirectives } from './list-directives.ts';
import { providerStates } from './provider-states.ts';

/**
 * The use cases, bound to the project around `context.cwd`, as the cockpit takes them.
 * @param choice Who answers the runs that the cockpit starts, where a form does not say otherwise.
 * @throws {RyeError} as `openProject`; `models/bad-config`
 */
export async function createCockpitActions(context: AppContext, choice: ProviderChoice = {}): Promise<CockpitActions> {
  const { library } = await openProject(context);
  const [{ createCatalog }, models, pricing, runtime, { keys }] = await Promise.all([
    import('#models'),
    library.config('agent/models'),
    library.config('agent/pricing'),
    library.config('agent/runtime'),
    library.config('tui'),
  ]);
  const catalog = createCatalog({ config: models, pricing });
  const provider = choice.offline ? 'offline' : (choice.provider ?? context.env['RYE_PROVIDER'] ?? 'anthropic');
  return {
    provider,
    ...(isObject(keys) && { keys }),
    watchProject: () => watchProject(context),
    watchRun: (runId) => watchRun(context, runId),
    async steer(runId, wish) {
      if (wish.kind === 'cancel' || wish.kind === 'kill') return cancelRun(context, runId, wish.thread);
      throw new UsageError(`A run cannot be told to ${wish.kind} yet.`, 'Cancel it with `rye cancel`.');
    },
    async start(request) {
      const runId = newRunId(request.directive, context.randomness);
      await detachRun(context, runId, startArgs(request, runId, request.provider ?? provider));
      return runId;
    },
    async resume(runId, request) {
      await detachRun(context, runId, resumeArgs(runId, request));
    },
    directives: () => listDirectives({ library, catalog, limits: readSettings(runtime).limits }),
    providers: () => providerStates(context.env),
    edit: (name, text) => editText(context.env, name, text),
    contextWindow: (model) => windowOf(catalog, model),
  };
}

/** The command line of a new run. @param provider Who answers it. */
function startArgs(request: StartRequest, runId: string, provider: string): string[] {
  const inputs = Object.entries(request.inputs).flatMap(([name, value]) => ['-i', `${name}=${value}`]);
  const { model, budgetUsd } = request;
  return [
    'run',
    request.directive,
    '--run-id',
    runId,
    '--provider',
    provider,
    '--quiet',
    ...(model === undefined ? [] : ['--model', model]),
    ...(budgetUsd === undefined ? [] : ['--budget', String(budgetUsd)]),
    ...inputs,
  ];
}

function resumeArgs(runId: string, { message, budgetUsd, provider }: ResumeRequest): string[] {
  return [
    'resume',
    runId,
    '--quiet',
    ...(message === undefined ? [] : ['--message', message]),
    ...(budgetUsd === undefined ? [] : ['--budget', String(budgetUsd)]),
    ...(provider === undefined ? [] : ['--provider', provider]),
  ];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A model that the catalog does not know has no window that anybody could draw. */
function windowOf(catalog: ModelCatalog, id: string): number | undefined {
  try {
    return catalog.resolve({ id }).window;
  } catch {
    return undefined;
  }
}
