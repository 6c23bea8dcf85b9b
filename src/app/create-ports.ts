import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { JsonObject, ModelPort } from '#protocol';
import { type RuntimePorts, readSettings } from '#runtime';
import type { AppContext } from './app-context.ts';
import { NoProviderError, UsageError } from './errors.ts';
import { aiFolders, type Project } from './open-project.ts';
import { createVouch, refuseTampered } from './sign/create-vouch.ts';

/** Who is to answer; absent keys leave it to the environment. */
export interface ProviderChoice {
  offline?: boolean;
  provider?: string;
}

/** Puts the rooms together for one run. @throws {NoProviderError} */
export async function createPorts(
  context: AppContext,
  project: Project,
  choice: ProviderChoice,
): Promise<RuntimePorts> {
  const { library } = project;
  const model = await createModel(context, project, choice);
  const [{ createCatalog }, { createRedactor, createToolbox }, { failpoint }] = await Promise.all([
    import('#models'),
    import('#tools'),
    import('#store'),
  ]);
  const [runtime, models, pricing] = await Promise.all([
    library.config('agent/runtime'),
    library.config('agent/models'),
    library.config('agent/pricing'),
  ]);
  const redactor = createRedactor({ env: context.env });
  return {
    library,
    model,
    catalog: createCatalog({ config: models, pricing }),
    toolbox: createToolbox({
      spaces: toolSpaces(context, project),
      env: context.env,
      nodePath: context.nodePath,
      redactor,
      vouch: createVouch(project),
    }),
    redactor,
    clock: context.clock,
    randomness: context.randomness,
    settings: readSettings(runtime),
    projectRoot: project.root,
    promptEnv: { env: context.env, allowedNames: allowedNames(runtime) },
    driver: context.process,
    probe: failpoint,
  };
}

/** Which provider a run is to have: what is asked for, else what the environment says, else the real one. */
function providerName(context: AppContext, choice: ProviderChoice): string {
  return choice.offline ? 'offline' : (choice.provider ?? context.env['RYE_PROVIDER'] ?? 'anthropic');
}

async function createModel(context: AppContext, project: Project, choice: ProviderChoice): Promise<ModelPort> {
  const provider = providerName(context, choice);
  if (provider === 'offline') {
    const { createOfflineModel } = await import('#models');
    return createOfflineModel({
      loadScript: (directive) => loadScript(context, project, directive),
      clock: context.clock,
    });
  }
  if (provider !== 'anthropic')
    throw new UsageError(`There is no provider "${provider}".`, 'The one there is: offline.');
  const offlineOnly = `rye ${context.version} answers offline only`;
  const reason = context.env['ANTHROPIC_API_KEY'] ? offlineOnly : `ANTHROPIC_API_KEY is not set, and ${offlineOnly}`;
  throw new NoProviderError({ provider, reason });
}

/** The offline script of a directive, from the first space that has one. */
async function loadScript(context: AppContext, project: Project, directive: string) {
  for (const folder of aiFolders(project, context)) {
    const path = join(folder, 'offline', `${directive}.yaml`);
    try {
      const script = { path: relative(project.root, path), text: await readFile(path, 'utf8') };
      await refuseTampered(project, { kind: 'offline', id: directive, ...script });
      return script;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** Where the toolbox looks for tools. */
export function toolSpaces(context: AppContext, project: Project) {
  return {
    project: join(project.root, '.ai'),
    ...(project.userHome !== undefined && { user: join(project.userHome, '.ai') }),
    bundled: join(context.packageRoot, '.ai'),
  };
}

/** Environment variables that a project lets its prompts read. */
function allowedNames(config: JsonObject): string[] {
  const names = (config['prompts'] as JsonObject | undefined)?.['env'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
