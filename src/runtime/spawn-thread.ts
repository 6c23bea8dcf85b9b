import {
  type Directive,
  type EventDraft,
  type Graph,
  type JsonObject,
  newThreadId,
  type RunState,
  remainingOf,
  spawnsOf,
  type ThreadState,
  toNano,
  toUsd,
} from '#protocol';
import { checkInputs } from './check-inputs.ts';
import { InsufficientBudgetError, SpawnRefusedError } from './errors.ts';
import { checkEnvironment, checkGraphInputs, type WalkRequest } from './graph/check-graph-inputs.ts';
import { checkNode, draftWalk } from './graph/draft-graph.ts';
import { resolveLimits } from './limits/resolve-limits.ts';
import { secondsLeft } from './limits/seconds-left.ts';
import { permit } from './permissions/permit.ts';
import type { RuntimePorts } from './ports.ts';

/** What stands for a model where none is asked. */
const NO_MODEL: { id: string; tier?: string } = { id: 'none' };

export interface SpawnRequest {
  /** What the thread runs; of a graph no model is asked. */
  directive: Directive | Graph;
  /** How a graph is walked, where its caller says so. */
  walk?: WalkRequest;
  inputs: JsonObject;
  overrides: Partial<Record<string, number>>;
  async: boolean;
  model?: string;
  key?: string;
  /** What a folded part of a conversation is for, see `thread_created`. */
  branch?: string;
  /** The name of an agent, see `thread_created`. */
  agent?: string;
  /** Absent for the root of a run. */
  parent?: ThreadState;
  /** The parent's tool call. */
  callId?: string;
}

/**
 * The event that creates a thread, with everything resolved for it. Decides and reserves nothing by itself: it must be
 * appended in the same step, before anything else can change the state.
 * @throws {InvalidInputsError} {@link SpawnRefusedError} {@link InsufficientBudgetError}
 * {@link RiskNotAcknowledgedError} `models/unknown-model`
 */
export function draftThread(state: RunState, ports: RuntimePorts, request: SpawnRequest): EventDraft {
  const { directive, parent } = request;
  const id = directive.source.id;
  const graph = 'nodes' in directive ? directive : undefined;
  if (graph) {
    checkEnvironment(graph, ports.promptEnv.env);
    checkNode(graph, request.walk ?? {});
  }
  const inputs = graph ? checkGraphInputs(graph, request.inputs) : checkInputs(directive, request.inputs);
  const bounds = parent && parentBounds(parent, ports.clock.now());
  const { limits, explicitSpend } = resolveLimits(ports.settings.limits, directive.limits, request.overrides, bounds);
  const place = placeOf(state, id.split('/').at(-1) ?? id, request);
  if (parent) checkSpawn(state, parent, id, limits.depth ?? 0, explicitSpend);
  // The caller's wish, else the directive's own words, else the run's model, else the catalog's default.
  const own = 'nodes' in directive ? undefined : directive.model;
  const wish = request.model ?? own?.id ?? own?.tier ?? state.started?.model;
  const model = graph ? NO_MODEL : ports.catalog.resolve(wish === undefined ? {} : { id: wish });
  return {
    thread: freshId(state, id, ports),
    ...(request.callId !== undefined && { call_id: request.callId }),
    type: 'thread_created',
    data: {
      place,
      directive: id,
      definition: directive.source.sha256,
      inputs,
      model: model.id,
      ...(model.tier !== undefined && { model_tier: model.tier }),
      limits,
      ...permit(directive, parent, ports.rules),
      outputs: directive.outputs,
      depth: parent ? parent.depth + 1 : 0,
      ...(parent && { parent: parent.id }),
      ...(request.key !== undefined && { key: request.key }),
      ...(request.branch !== undefined && { branch: request.branch }),
      ...(request.agent !== undefined && { agent: request.agent }),
      ...(request.async && { async: true }),
      ...(request.callId !== undefined && { spawned_by: request.callId }),
      ...(parent && explicitSpend !== undefined && { spend_reserved_usd: explicitSpend }),
      ...(graph && { graph: draftWalk(graph, inputs, request.walk ?? {}) }),
    },
  };
}

/** Four hex digits can fall twice within a millisecond. @param taken Ids that are given, and not in the state yet. */
export function freshId(
  state: RunState,
  directive: string,
  { clock, randomness }: RuntimePorts,
  taken: ReadonlySet<string> = new Set(),
): string {
  for (;;) {
    const id = newThreadId(directive, clock, randomness);
    if (!state.threads.has(id) && !taken.has(id)) return id;
  }
}

function parentBounds(parent: ThreadState, nowMs: number) {
  const left = secondsLeft(parent, nowMs);
  return { limits: parent.limits, ...(left !== undefined && { secondsLeft: left }) };
}

function checkSpawn(
  state: RunState,
  parent: ThreadState,
  directive: string,
  depth: number,
  spend: number | undefined,
): void {
  if (depth < 0)
    throw new SpawnRefusedError({ directive, reason: `depth ${parent.depth + 1} is below the deepest allowed` });
  const spawns = parent.limits.spawns ?? Number.POSITIVE_INFINITY;
  const spawned = spawnsOf(state, parent);
  if (spawned >= spawns) {
    throw new SpawnRefusedError({
      directive,
      reason: `its parent has spawned ${spawned} of ${spawns} threads`,
    });
  }
  const remaining = remainingOf(state, parent);
  if (spend !== undefined && toNano(spend) > remaining) {
    throw new InsufficientBudgetError({ directive, wanted_usd: spend, remaining_usd: toUsd(remaining) });
  }
}

/** `root`, `<parent>/<key>`, or `<parent>/<directive>[n]` with n counting that directive below that parent. */
function placeOf(state: RunState, name: string, { directive, parent, key }: SpawnRequest): string {
  if (!parent) return 'root';
  if (key === undefined) {
    const before = parent.children.filter((child) => {
      const sibling = state.threads.get(child);
      return sibling?.directive === directive.source.id && sibling.key === undefined && !sibling.continuationOf;
    });
    let index = before.length;
    // Another directive of the same name, or a key, may have the place.
    while (state.byPlace.has(`${parent.place}/${name}[${index}]`)) index += 1;
    return `${parent.place}/${name}[${index}]`;
  }
  const place = `${parent.place}/${key}`;
  if (!/^[\w.@:+,[\]-][\w .@:+,[\]-]*$/u.test(key)) {
    throw new SpawnRefusedError({
      directive: directive.source.id,
      reason: `"${key}" is no key: use letters, digits and . _ - @ : + ,`,
    });
  }
  if (state.byPlace.has(place)) {
    throw new SpawnRefusedError({
      directive: directive.source.id,
      reason: `the key "${key}" is taken below ${parent.place}`,
    });
  }
  return place;
}
