import { type ErrorFact, type Json, type JsonObject, LimitsSchema } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import { BRANCH_RETURN_TOOL } from '../folding/branch-tools.ts';
import { RETURN_TOOL } from '../next-step.ts';
import type { OwnTool } from '../own-tools/own-tool.ts';
import { ownTools } from '../own-tools/own-tools.ts';
import { EXECUTE, FETCH, RETURN } from './call-schemas.ts';
import { modelName, type Offer, toolNamed } from './palette.ts';

export interface SpawnCall {
  /** Its id; of a graph where `graph` says so. */
  directive: string;
  graph?: true;
  inputs: JsonObject;
  async: boolean;
  key?: string;
  model?: string;
  overrides: Partial<Record<string, number>>;
}

/** What a model's tool call asks for. */
export type ResolvedCall =
  | { kind: 'tool'; id: string; input: JsonObject; dryRun: boolean }
  /** `branch`: by the tool that only a branch has. */
  | { kind: 'return'; outputs: JsonObject; branch?: true }
  | { kind: 'own'; tool: OwnTool; input: JsonObject }
  | { kind: 'spawn'; spawn: SpawnCall; dryRun: boolean }
  | { kind: 'knowledge'; id: string }
  | { kind: 'fetch'; itemType?: string; id?: string; query?: string; scope?: string; limit?: number }
  /** No tool has the name; a graph may, since graphs are tools. */
  | { kind: 'no_tool'; spawn: Extract<ResolvedCall, { kind: 'spawn' | 'invalid' }>; error: ErrorFact }
  | { kind: 'invalid'; error: ErrorFact };

/** Reads a call as the model wrote it: by the tool's own name, by a primary action, or by an id. */
export function resolveCall(name: string, input: JsonObject, offer: Offer): ResolvedCall {
  switch (name) {
    case modelName(BRANCH_RETURN_TOOL):
      return { kind: 'return', outputs: input, branch: true };
    case RETURN:
    case modelName(RETURN_TOOL):
      return { kind: 'return', outputs: input };
    case EXECUTE:
      return resolveExecute(input, offer);
    case FETCH:
    case 'rye_load':
      return resolveFetch(input);
    case 'rye_search':
      return resolveFetch({ ...input, scope: input['scope'] ?? input['item_type'] ?? null });
    default:
      return byToolName(name, input, offer);
  }
}

function byToolName(name: string, input: JsonObject, offer: Offer, dryRun = false): ResolvedCall {
  if (name === BRANCH_RETURN_TOOL) return { kind: 'return', outputs: input, branch: true };
  if (name === RETURN_TOOL) return { kind: 'return', outputs: input };
  const spec = toolNamed(name, offer);
  const own = spec && ownTools.get(spec.id);
  if (own) return { kind: 'own', tool: own, input };
  if (spec) return { kind: 'tool', id: spec.id, input, dryRun };
  return invalid(
    'runtime/unknown-tool',
    `There is no tool "${name}".`,
    'Call one of the tools offered, or search with rye_fetch.',
  );
}

function resolveExecute(input: JsonObject, offer: Offer): ResolvedCall {
  const id = text(input['item_id']);
  const parameters = asObject(input['parameters']);
  if (!id) return invalid('runtime/invalid-call', 'rye_execute needs an item_id.', 'Give item_type and item_id.');
  if (!parameters) return invalid('runtime/invalid-call', 'parameters must be an object.', 'Give the inputs by name.');
  const dryRun = input['dry_run'] === true;
  switch (text(input['item_type']) ?? 'tool') {
    case 'tool': {
      const resolved = byToolName(id, parameters, offer, dryRun);
      if (resolved.kind !== 'invalid') return resolved;
      return { kind: 'no_tool', spawn: readGraphSpawn(id, input, parameters, dryRun), error: resolved.error };
    }
    case 'graph':
      return readGraphSpawn(id, input, parameters, dryRun);
    case 'knowledge':
      return { kind: 'knowledge', id };
    case 'directive':
      return readSpawn(id, input, parameters, dryRun);
    default:
      return invalid(
        'runtime/invalid-call',
        `item_type "${text(input['item_type'])}" cannot be executed.`,
        'Use tool, directive, graph or knowledge.',
      );
  }
}

/** Made once: a schema takes longer to make than to use. */
let strictLimits: typeof LimitsSchema | undefined;

function readGraphSpawn(
  id: string,
  input: JsonObject,
  parameters: JsonObject,
  dryRun: boolean,
): Extract<ResolvedCall, { kind: 'spawn' | 'invalid' }> {
  const read = readSpawn(id, input, parameters, dryRun);
  return read.kind === 'spawn' ? { ...read, spawn: { ...read.spawn, graph: true } } : read;
}

/** `async`, `key`, `limit_overrides`, `model` and `thread` are taken beside the parameters or among them. */
function readSpawn(
  directive: string,
  input: JsonObject,
  parameters: JsonObject,
  dryRun: boolean,
): Extract<ResolvedCall, { kind: 'spawn' | 'invalid' }> {
  const inputs = { ...parameters };
  const take = (name: string): Json | undefined => {
    const within = inputs[name];
    if (input[name] !== undefined) return input[name];
    delete inputs[name];
    return within;
  };
  const key = text(input['key']);
  const model = text(take('model'));
  // A limit that was not understood must not read as none: the thread would draw on all that its parent has.
  strictLimits ??= LimitsSchema.strict();
  const overrides = strictLimits.safeParse(asObject(take('limit_overrides')));
  if (!overrides.success)
    return invalid('runtime/invalid-call', 'limit_overrides has a limit that is none.', LIMITS_HINT);
  const async = take('async') === true;
  take('thread');
  const spawn: SpawnCall = {
    directive,
    inputs,
    async,
    overrides: overrides.data as SpawnCall['overrides'],
    ...(key !== undefined && { key }),
    ...(model !== undefined && { model }),
  };
  return { kind: 'spawn', spawn, dryRun };
}

const LIMITS_HINT = `The limits are ${Object.keys(LimitsSchema.shape).join(', ')}; each is a number of 0 or more, and only spend and duration_seconds may have decimals.`;

function resolveFetch(input: JsonObject): ResolvedCall {
  const id = text(input['item_id']);
  const query = text(input['query']);
  if ((id === undefined) === (query === undefined)) {
    return invalid('runtime/invalid-call', 'rye_fetch needs either item_id or query.', 'Give one of the two.');
  }
  const itemType = text(input['item_type']);
  const scope = text(input['scope']);
  const limit = input['limit'];
  return {
    kind: 'fetch',
    ...(id !== undefined && { id }),
    ...(query !== undefined && { query }),
    ...(itemType !== undefined && { itemType }),
    ...(scope !== undefined && { scope }),
    ...(typeof limit === 'number' && { limit }),
  };
}

function invalid(
  code: 'runtime/unknown-tool' | 'runtime/invalid-call',
  message: string,
  hint: string,
): Extract<ResolvedCall, { kind: 'invalid' }> {
  return { kind: 'invalid', error: new CallRefusedError(code, message, { hint }).toJSON() };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An object, also where a model wrote it as a JSON string; absent is an empty one. */
function asObject(value: Json | undefined): JsonObject | undefined {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object') return Array.isArray(value) ? undefined : value;
  if (typeof value !== 'string') return undefined;
  try {
    return asObject(JSON.parse(value) as Json);
  } catch {
    return undefined;
  }
}
