import type { JsonObject } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { cancelRun } from '../cancel-run.ts';
import type { CockpitActions } from '../cockpit-actions.ts';
import type { ProviderChoice } from '../create-ports.ts';
import { UsageError } from '../errors.ts';
import { openEditor } from '../open-editor.ts';
import { openProject } from '../open-project.ts';
import { watchProject } from '../watch/watch-project.ts';
import { watchRun } from '../watch/watch-run.ts';
import { listDirectives } from './list-directives.ts';
import { listProviders } from './list-providers.ts';
import { resumeDetached } from './resume-detached.ts';
import { startDetached } from './start-detached.ts';

/**
 * What the cockpit may do, bound to the project around `context.cwd`.
 * @param choice Who answers what is started from it, unless a request says another.
 * @throws {RyeError} there is no git, or a config file cannot be read
 */
export async function createCockpitActions(context: AppContext, choice: ProviderChoice): Promise<CockpitActions> {
  const provider = choice.offline ? 'offline' : (choice.provider ?? context.env['RYE_PROVIDER'] ?? 'anthropic');
  return {
    watchProject: () => watchProject(context),
    watchRun: (runId) => watchRun(context, runId),
    steer: async (runId, wish) => {
      if (wish.kind !== 'cancel') throw new UsageError('Not yet.', 'Cancel it.');
      return cancelRun(context, runId, wish.thread);
    },
    start: (request) => startDetached(context, { provider, ...request }),
    resume: (runId, request) => resumeDetached(context, runId, { ...(isChosen(choice) && { provider }), ...request }),
    directives: () => listDirectives(context),
    providers: () => listProviders(context, provider),
    edit: (name, text) => openEditor(context, name, text),
    contextWindow: await contextWindows(context),
    provider,
  };
}

/** A run goes on with the provider that it began with, unless somebody said another for this cockpit. */
function isChosen({ offline, provider }: ProviderChoice): boolean {
  return offline === true || provider !== undefined;
}

async function contextWindows(context: AppContext): Promise<(model: string) => number | undefined> {
  const [{ createCatalog }, { library }] = await Promise.all([import('#models'), openProject(context)]);
  const [config, pricing]: JsonObject[] = await Promise.all(
    ['agent/models', 'agent/pricing'].map((name) => library.config(name)),
  );
  const catalog = createCatalog({ config: config ?? {}, pricing: pricing ?? {} });
  const known = new Map<string, number | undefined>();
  return (model) => {
    if (!known.has(model)) known.set(model, windowOf(catalog, model));
    return known.get(model);
  };
}

function windowOf(catalog: ReturnType<typeof import('#models').createCatalog>, model: string): number | undefined {
  try {
    return catalog.resolve({ id: model }).window;
  } catch (error) {
    // A model of another machine's list: how large it is, nobody here knows.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
