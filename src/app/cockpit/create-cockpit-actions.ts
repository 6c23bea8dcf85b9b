import type { Json, JsonObject, ModelCatalog } from '#protocol';
import type { AppContext } from '../app-context.ts';
import type { ProviderChoice } from '../create-ports.ts';
import { compareWhole } from '../diff/compare-whole.ts';
import { editText } from '../edit-text.ts';
import { forkRun } from '../history/fork-run.ts';
import { readBoard } from '../move-card.ts';
import { openProject } from '../open-project.ts';
import { pageText } from '../page-text.ts';
import { pointName } from '../run-point.ts';
import { steerRun } from '../steer-run.ts';
import { watchProject } from '../watch/watch-project.ts';
import { watchRun } from '../watch/watch-run.ts';
import { answerQuestion, oneByOne } from './answer-question.ts';
import type { CockpitActions } from './cockpit-actions.ts';
import { compareForCockpit } from './compare-for-cockpit.ts';
import { keepCopy } from './keep-copy.ts';
import { listDirectives } from './list-directives.ts';
import { listProviders } from './list-providers.ts';
import { readCommits } from './read-commits.ts';
import { readContent } from './read-content.ts';
import { resumeDetached } from './resume-detached.ts';
import { startDetached } from './start-detached.ts';
import { summariseRun } from './summarise-run.ts';

/**
 * The use cases, bound to the project around `context.cwd`, as the cockpit takes them.
 * @param choice Who answers the runs that the cockpit starts, where a form does not say otherwise.
 * @throws {RyeError} as `openProject`; `models/bad-config`
 */
export async function createCockpitActions(context: AppContext, choice: ProviderChoice = {}): Promise<CockpitActions> {
  const { library, root } = await openProject(context);
  const [{ createCatalog }, models, pricing, { keys, ...settings }] = await Promise.all([
    import('#models'),
    library.config('agent/models'),
    library.config('agent/pricing'),
    library.config('tui'),
  ]);
  const catalog = createCatalog({ config: models, pricing });
  const provider = choice.offline ? 'offline' : (choice.provider ?? context.env['RYE_PROVIDER'] ?? 'anthropic');
  const resume: CockpitActions['resume'] = (runId, request) =>
    resumeDetached(context, runId, { ...(isChosen(choice) && { provider }), ...request });
  // A second answer would be in the way of the run that goes on with the first.
  const inTurn = oneByOne();
  return {
    provider,
    machine: context.process.host,
    projectRoot: root,
    ...(isObject(keys) && { keys }),
    settings,
    watchProject: () => watchProject(context),
    watchRun: (runId) => watchRun(context, runId),
    summarise: (runId) => summariseRun(context, runId),
    readContent: (runId, file) => readContent(context, runId, file),
    compare: (a, b) => compareForCockpit(context, a, b),
    compareWhole: (runs, file) => compareWhole(context, runs, file),
    steer: (runId, wish) => steerRun(context, runId, wish),
    start: (request) => startDetached(context, { provider, ...request }),
    commits: (runId) => readCommits(context, runId),
    fork: ({ runId, seq, newId }) =>
      forkRun(context, { point: pointName({ runId, seq }), ...(newId !== undefined && { newId }) }),
    directives: () => listDirectives(context),
    providers: () => listProviders(context, provider),
    board: () => readBoard(context),
    keepCopy: (text) => keepCopy(context, text),
    page: (text) => pageText(context.env, text),
    answer: (runId, wish) => inTurn(runId, () => answerQuestion(context, runId, wish, () => resume(runId, {}))),
    resume,
    edit: (name, text) => editText(context.env, name, text),
    contextWindow: (model) => windowOf(catalog, model),
  };
}

/** A run goes on with the provider that it began with, unless somebody said another for this cockpit. */
function isChosen({ offline, provider }: ProviderChoice): boolean {
  return offline === true || provider !== undefined;
}

/** A model that the catalog does not know has no window that anybody could draw. */
function windowOf(catalog: ModelCatalog, id: string): number | undefined {
  try {
    return catalog.resolve({ id }).window;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
