import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { JsonObject, ModelPort } from '#protocol';
import {
  loadApprovalRules,
  loadBoard,
  loadCapabilityRules,
  loadFailureRules,
  type RuntimePorts,
  type RuntimeSettings,
  readSettings,
} from '#runtime';
import type { AppContext } from './app-context.ts';
import { NoProviderError, UsageError } from './errors.ts';
import { aiFolders, type Project } from './open-project.ts';
import { anthropicState, connectionOf } from './provider-state.ts';
import { createVouch, refuseTampered } from './sign/create-vouch.ts';

/** Who is to answer; absent keys leave it to the environment. */
export interface ProviderChoice {
  offline?: boolean;
  provider?: string;
  /** Nothing of the run asks a model, so that one who can answer need not be there. */
  noModel?: boolean;
}

/** Puts the rooms together for one run. @throws {NoProviderError} */
export async function createPorts(
  context: AppContext,
  project: Project,
  choice: ProviderChoice,
): Promise<RuntimePorts> {
  const { library } = project;
  if (!asksNobody(context, choice)) checkProvider(context, choice);
  const [{ createCatalog }, { createRedactor, createToolbox }, { failpoint }] = await Promise.all([
    import('#models'),
    import('#tools'),
    import('#store'),
  ]);
  const [runtime, models, pricing, rules, approvals, failures, board] = await Promise.all([
    library.config('agent/runtime'),
    library.config('agent/models'),
    library.config('agent/pricing'),
    loadCapabilityRules(library),
    loadApprovalRules(library),
    loadFailureRules(library),
    loadBoard(library),
  ]);
  const redactor = createRedactor({ env: context.env });
  const settings = readSettings(runtime);
  return {
    library,
    model: asksNobody(context, choice)
      ? noModel
      : await createModel(context, project, { provider: providerName(context, choice), settings }),
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
    settings,
    rules,
    approvals,
    failures,
    board,
    projectRoot: project.root,
    promptEnv: { env: context.env, allowedNames: allowedNames(runtime) },
    driver: context.process,
    probe: failpoint,
    ...(context.env['RYE_EVICT'] === '1' && { readBack: (runId: string) => project.store.read(runId) }),
  };
}

/** Which provider a run is to have: what is asked for, else what the environment says, else the real one. */
export function providerName(context: AppContext, choice: ProviderChoice): string {
  return choice.offline ? 'offline' : (choice.provider ?? context.env['RYE_PROVIDER'] ?? 'anthropic');
}

/** What is missing is said before anything is read. @throws {NoProviderError} {@link UsageError} */
function checkProvider(context: AppContext, choice: ProviderChoice): void {
  const provider = providerName(context, choice);
  if (provider === 'offline') return;
  if (replayedRun(provider) !== undefined) return;
  if (provider !== 'anthropic') {
    const hint = 'The ones there are: anthropic, offline, replay:RUN.';
    throw new UsageError(`There is no provider "${provider}".`, hint);
  }
  const { ready, reason } = anthropicState(context.env);
  if (!ready) throw new NoProviderError({ provider, reason });
}

/** No model is needed, and none was asked for that could answer. */
function asksNobody(context: AppContext, choice: ProviderChoice): boolean {
  const provider = providerName(context, choice);
  return (
    choice.noModel === true && (provider === NOBODY || (provider === 'anthropic' && !anthropicState(context.env).ready))
  );
}

const NOBODY = 'none';

const noModel: ModelPort = {
  name: NOBODY,
  simulated: false,
  call: async () => ({
    ok: false,
    failure: {
      category: 'permanent',
      code: 'app/no-provider',
      message: 'the run was started without one who answers; start it again with a key, or with --offline',
      retryable: false,
      mayHaveCost: false,
    },
  }),
};

async function createModel(
  context: AppContext,
  project: Project,
  { provider, settings }: { provider: string; settings: RuntimeSettings },
): Promise<ModelPort> {
  const { createAnthropicModel, createOfflineModel, createReplayModel } = await import('#models');
  const { clock, env } = context;
  if (provider === 'offline') {
    return createOfflineModel({ loadScript: (directive) => loadScript(context, project, directive), clock });
  }
  const recorded = replayedRun(provider);
  if (recorded !== undefined) return createReplayModel(await project.store.read(recorded));
  return createAnthropicModel({ ...connectionOf(env), clock, silenceMs: settings.silenceMs });
}

/** The run that answers; undefined where the provider is none that replays. */
function replayedRun(provider: string): string | undefined {
  return /^replay:(.+)$/.exec(provider)?.[1];
}

/** The offline script of a directive, from the first space that has one. */
async function loadScript(context: AppContext, project: Project, directive: string) {
  return (await scriptNamed(context, project, directive)) ?? (await scriptNamed(context, project, nameOf(directive)));
}

/** What a run has made up itself has the hash of its text in its id: a script can be for all of the same name. */
function nameOf(directive: string): string {
  return directive.replace(/^((?:fleet|branch)\/.+)-[0-9a-f]{8}$/, '$1');
}

async function scriptNamed(context: AppContext, project: Project, name: string) {
  for (const folder of aiFolders(project, context)) {
    const path = join(folder, 'offline', `${name}.yaml`);
    try {
      const script = { path: relative(project.root, path), text: await readFile(path, 'utf8') };
      await refuseTampered(project, { kind: 'offline', id: name, ...script });
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
