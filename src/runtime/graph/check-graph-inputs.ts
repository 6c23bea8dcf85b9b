import { type Graph, type JsonObject, misfit } from '#protocol';
import { checkInputs } from '../check-inputs.ts';
import { GraphInputsError, MissingEnvironmentError } from '../errors.ts';

/** What the caller of a graph can say beside its inputs. */
export interface WalkRequest {
  /** Only this node is visited. */
  node?: string | undefined;
  /** Keys of the state that are set before the first step. */
  state?: JsonObject | undefined;
  maxSteps?: number;
  maxConcurrency?: number;
}

/**
 * The inputs of a graph: those given, and the defaults of its schema. More than it names may be given.
 * @throws {InvalidInputsError} one is missing
 * @throws {GraphInputsError} one is of another type than its schema says
 */
export function checkGraphInputs(graph: Graph, given: JsonObject): JsonObject {
  const { inputSchema } = graph;
  const inputs = checkInputs(graph, { ...defaultsIn(inputSchema), ...given });
  const reason = inputSchema && misfit({ ...inputSchema, type: 'object' }, inputs);
  if (reason !== undefined) throw new GraphInputsError({ graph: graph.source.id, reason });
  return inputs;
}

/** @throws {MissingEnvironmentError} naming each variable once */
export function checkEnvironment(graph: Graph, env: Readonly<Record<string, string | undefined>>): void {
  const wanted = [...graph.envRequires, ...[...graph.nodes.values()].flatMap(({ envRequires }) => envRequires)];
  const missing = [...new Set(wanted)].filter((name) => !env[name]);
  if (missing.length > 0) throw new MissingEnvironmentError({ graph: graph.source.id, missing });
}

function defaultsIn(schema: JsonObject | undefined): JsonObject {
  const properties = (schema?.['properties'] ?? {}) as JsonObject;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      const fallback = (property as JsonObject | null)?.['default'];
      return fallback === undefined ? [] : [[name, fallback]];
    }),
  );
}
