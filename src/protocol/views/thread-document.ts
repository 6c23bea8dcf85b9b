import type { ErrorFact, JsonObject } from '../errors.ts';
import type { Limits } from '../events/index.ts';
import { spawnerOf } from '../fold/chains.ts';
import { isFinal, type RunState, type ThreadState, type ThreadStatus } from '../fold/state.ts';
import { toUsd } from '../money.ts';
import { type CostDocument, threadCost } from './cost-document.ts';
import { type GraphDocument, graphDocument } from './graph-document.ts';

/** One thread as JSON documents show it. Absent is absent. */
export interface ThreadDocument {
  id: string;
  place: string;
  parent?: string;
  directive: string;
  status: ThreadStatus;
  model: string;
  model_tier?: string;
  simulated: boolean;
  depth: number;
  cost: CostDocument;
  /** Own, of those that continue it, and below. */
  subtree_usd: number;
  limits: Limits;
  capabilities: string[];
  granted?: string[];
  risks?: NonNullable<ThreadState['risks']>;
  inputs: JsonObject;
  context?: { tokens: number; window?: number };
  outputs?: JsonObject;
  result?: string;
  error?: ErrorFact;
  files_read: string[];
  files_written: string[];
  paused?: { by: string; since: string };
  /** The call that it is in the middle of. */
  doing?: { kind: 'model' | 'tool'; name: string; since: string };
  /** Its own words about how far it is. */
  progress?: { text: string; per_cent?: number; at: string };
  /** The name by which its parent commands it. */
  agent?: string;
  /** Where a graph walks and no model is asked. */
  graph?: GraphDocument;
  waits_on?: string[];
  waiting_since?: string;
  continuation_of?: string;
  continued_by?: string;
  created_at: string;
  started_at?: string;
  ended_at?: string;
}

/** @param window The model's context window, in tokens, where the reader knows it. */
export function threadDocument(state: RunState, thread: ThreadState, window?: number): ThreadDocument {
  const { outputs, result, error, modelTier, waitingSince, continuationOf, continuedBy, startedAt, endedAt } = thread;
  const parent = spawnerOf(state, thread);
  const graph = graphDocument(thread);
  const tokens = thread.lastInput?.tokens ?? thread.context?.tokens;
  return {
    id: thread.id,
    place: thread.place,
    ...(parent !== undefined && { parent }),
    directive: thread.directive,
    status: thread.status,
    model: thread.model,
    ...(modelTier !== undefined && { model_tier: modelTier }),
    simulated: state.started?.simulated ?? false,
    depth: thread.depth,
    cost: threadCost(thread),
    subtree_usd: toUsd(thread.account.own + thread.account.children),
    limits: thread.limits,
    capabilities: thread.capabilities,
    ...(thread.granted && { granted: thread.granted }),
    ...(thread.risks && { risks: thread.risks }),
    inputs: thread.inputs,
    ...(tokens !== undefined && { context: { tokens, ...(window !== undefined && { window }) } }),
    ...(outputs && { outputs }),
    ...(result !== undefined && { result }),
    ...(error && { error }),
    files_read: thread.filesRead,
    files_written: thread.filesWritten,
    ...(thread.pause && { paused: { by: thread.pause.by, since: thread.pause.at } }),
    ...doingOf(thread),
    ...(thread.progress && { progress: progressOf(thread.progress) }),
    ...(thread.agent && { agent: thread.agent.name }),
    ...(graph && { graph }),
    ...(thread.waitsOn.length > 0 && { waits_on: thread.waitsOn }),
    ...(waitingSince !== undefined && { waiting_since: waitingSince }),
    ...(continuationOf !== undefined && { continuation_of: continuationOf }),
    ...(continuedBy !== undefined && { continued_by: continuedBy }),
    created_at: thread.createdAt,
    ...(startedAt !== undefined && { started_at: startedAt }),
    ...(endedAt !== undefined && { ended_at: endedAt }),
  };
}

function progressOf({ text, perCent, at }: NonNullable<ThreadState['progress']>) {
  return { text, at, ...(perCent !== undefined && { per_cent: perCent }) };
}

function doingOf(thread: ThreadState): Pick<ThreadDocument, 'doing'> {
  const { openModelCall } = thread;
  if (isFinal(thread.status) || thread.status === 'waiting') return {};
  if (openModelCall)
    return { doing: { kind: 'model', name: openModelCall.data.model, since: openModelCall.startedAt } };
  const call = thread.turns.at(-1)?.calls.find(({ startedAt, end }) => startedAt !== undefined && end === undefined);
  if (call?.startedAt === undefined) return {};
  return { doing: { kind: 'tool', name: call.tool ?? call.name, since: call.startedAt } };
}
