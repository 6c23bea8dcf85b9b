import {
  type Directive,
  errorFact,
  type ItemSource,
  type JsonObject,
  type ModelCatalog,
  type Problem,
  RyeError,
} from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject, type Project } from '../open-project.ts';
import type { DirectiveEntry, DirectiveProblem } from './types.ts';

/** What every directive is measured by. */
interface Measure {
  defaults: Readonly<Partial<Record<string, number>>>;
  catalog: ModelCatalog;
}

/**
 * Every directive and graph of the project, the user and the bundle, by id, with what a start of it would need. One that
 * cannot be used is listed all the same, with the reason; of a graph and a directive of one id, the directive.
 * @throws {RyeError} `models/bad-config` and its like: then none of them could be run
 */
export async function listDirectives(context: AppContext): Promise<DirectiveEntry[]> {
  const project = await openProject(context);
  const [measure, directives, graphs] = await Promise.all([
    measureOf(project),
    project.library.list('directive'),
    project.library.list('graph'),
  ]);
  // The first space that has an id is the one that is run.
  const first = new Map(directives.toReversed().map((item) => [item.id, item]));
  const others = new Map(graphs.toReversed().flatMap((item) => (first.has(item.id) ? [] : [[item.id, item]])));
  const entries = await Promise.all([
    ...[...first.values()].map((item) => entryOf(project, measure, item)),
    ...[...others.values()].map((item) => graphEntry(project, measure, item)),
  ]);
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function measureOf({ library }: Project): Promise<Measure> {
  const [{ createCatalog }, { readSettings }] = await Promise.all([import('#models'), import('#runtime')]);
  const [config, pricing, runtime] = await Promise.all(
    ['agent/models', 'agent/pricing', 'agent/runtime'].map((name): Promise<JsonObject> => library.config(name)),
  );
  return {
    defaults: readSettings(runtime ?? {}).limits,
    catalog: createCatalog({ config: config ?? {}, pricing: pricing ?? {} }),
  };
}

async function entryOf(
  { library }: Project,
  { defaults, catalog }: Measure,
  item: Pick<ItemSource, 'id' | 'space' | 'path'>,
): Promise<DirectiveEntry> {
  const { id, space, path } = item;
  let directive: Directive;
  try {
    directive = await library.directive(id);
  } catch (error) {
    return { id, space, path, description: '', inputs: [], limits: defaults, problem: problemOf(error) };
  }
  const { description, inputs, limits } = directive;
  const entry = { id, space, path, description, inputs, limits: { ...defaults, ...limits } };
  try {
    const model = catalog.resolve(directive.model ?? {});
    return { ...entry, model: { id: model.id, ...(model.tier !== undefined && { tier: model.tier }) } };
  } catch (error) {
    return { ...entry, modelProblem: problemOf(error) };
  }
}

async function graphEntry(
  { library }: Project,
  { defaults }: Measure,
  item: Pick<ItemSource, 'id' | 'space' | 'path'>,
): Promise<DirectiveEntry> {
  const { id, space, path } = item;
  const entry = { id, kind: 'graph', space, path } as const;
  try {
    const { description, inputs, limits } = await library.graph(id);
    return { ...entry, description, inputs, limits: { ...defaults, ...limits } };
  } catch (error) {
    return { ...entry, description: '', inputs: [], limits: defaults, problem: problemOf(error) };
  }
}

/** @throws what is no error of rye's: a fault is not a property of a directive */
function problemOf(error: unknown): DirectiveProblem {
  if (!(error instanceof RyeError)) throw error;
  const { code, message, hint } = errorFact(error);
  const problems = 'problems' in error ? (error.problems as readonly Problem[]) : [];
  const at = problems.find(({ level }) => level === 'error');
  return {
    code,
    message: at?.message ?? message,
    ...(hint !== undefined && { hint }),
    ...(at && { at: { file: at.file, line: at.line, col: at.col } }),
  };
}
