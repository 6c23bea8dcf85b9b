import type { ErrorFact, Json, JsonObject } from '../errors.ts';
import type { graphEvents } from '../events/graph-events.ts';
import type { EventData } from '../events/index.ts';
import { oneLine } from '../views/words.ts';
import { type Handlers, threadOf } from './handlers.ts';

/** The items of a foreach that is being worked at. */
export interface GraphItems {
  count: number;
  /** Their places in the list. */
  done: Set<number>;
  /** Where results are collected: what came of each, by its place. */
  results: Map<number, Json>;
  failed: { index: number; error: ErrorFact }[];
}

/** One visit of a node. */
export interface GraphVisit {
  node: string;
  step: number;
  type: EventData<'graph_step_started'>['type'];
  status: 'running' | 'completed' | 'failed';
  /** ISO 8601. */
  startedAt: string;
  endedAt?: string;
  /** Where it led. */
  next?: string;
  error?: ErrorFact;
  /** The state's keys that it set, and to what: the beginning of it, as JSON. */
  assigned?: Record<string, string>;
  cached?: boolean;
  items?: { count: number; done: number; failed: number };
}

/** A failure that did not end the graph. */
export interface GraphFault {
  node: string;
  step: number;
  /** Of one item of a foreach. */
  index?: number;
  error: ErrorFact;
}

/** How far a graph has come. */
export interface GraphWalk {
  state: JsonObject;
  /** Steps counted; one that is tried again counts once. */
  steps: number;
  maxSteps: number;
  maxConcurrency: number;
  /** Only one node is visited. */
  single: boolean;
  /** The node to visit next; undefined while one is visited, and when the walk has ended. */
  next?: string;
  /** The node that is visited. */
  current?: { node: string; step: number; type: GraphVisit['type']; items?: GraphItems };
  visits: GraphVisit[];
  /** Failures that were passed over, the first {@link MOST_FAULTS} of them. */
  faults: GraphFault[];
  faultCount: number;
  /** Failures of nodes so far, those that were tried again among them. */
  failures: number;
  ended?: { output?: Json; error?: ErrorFact; node: string };
}

/** Characters of a value that a visit is remembered with; the whole is in the state, and in the event. */
const SHOWN_LENGTH = 100;

/** A thousand items that fail say no more than the first hundred of them. */
export const MOST_FAULTS = 100;

/** The walk of a new thread; undefined for one that is no graph's. */
export function walkOf(data: EventData<'thread_created'>): GraphWalk | undefined {
  const { graph } = data;
  if (!graph) return undefined;
  return {
    state: { ...graph.state },
    steps: 0,
    maxSteps: graph.max_steps,
    maxConcurrency: graph.max_concurrency,
    single: graph.single ?? false,
    next: graph.start,
    visits: [],
    faults: [],
    faultCount: 0,
    failures: 0,
  };
}

/** A graph that failed goes on at the node that failed. */
export function walkAgain(walk: GraphWalk): void {
  if (walk.ended?.error === undefined) return;
  walk.next = walk.ended.node;
  walk.steps -= 1;
  delete walk.ended;
}

/** In a thread in which no graph walks, such an event means nothing. */
export const graphHandlers: Handlers<keyof typeof graphEvents> = {
  graph_step_started(state, event) {
    const thread = threadOf(state, event);
    const { graph: walk } = thread;
    if (!walk) return;
    const { node, step, type, index, input, items } = event.data;
    const name = input?.['primary'] === 'fetch' ? 'rye_fetch' : 'rye_execute';
    const call = input && { callId: event.call_id ?? '', name, input };
    if (index !== undefined) {
      if (call) thread.turns.at(-1)?.calls.push(call);
      return;
    }
    walk.steps = step;
    delete walk.next;
    walk.current = {
      node,
      step,
      type,
      ...(items !== undefined && { items: { count: items, done: new Set(), results: new Map(), failed: [] } }),
    };
    walk.visits.push({
      node,
      step,
      type,
      status: 'running',
      startedAt: event.at,
      ...(items !== undefined && { items: { count: items, done: 0, failed: 0 } }),
    });
    if (type !== 'gate' && type !== 'return')
      thread.turns.push({ turn: step, content: [], stopReason: 'tool_use', calls: call ? [call] : [], injected: [] });
  },
  graph_step_completed(state, event) {
    const { graph: walk } = threadOf(state, event);
    if (!walk) return;
    const { node, next, output, cached } = event.data;
    const visit = leave(walk, event.data);
    if (visit) {
      visit.status = 'completed';
      visit.endedAt = event.at;
      if (cached) visit.cached = true;
    }
    noteItemFaults(walk, event.data);
    delete walk.current;
    if (next !== undefined) walk.next = next;
    else walk.ended = { node, ...(output !== undefined && { output }) };
  },
  graph_step_failed(state, event) {
    const { graph: walk } = threadOf(state, event);
    if (!walk) return;
    const { node, step, error, next, retry, passed } = event.data;
    const visit = leave(walk, event.data);
    walk.failures += 1;
    if (visit) {
      visit.status = 'failed';
      visit.endedAt = event.at;
      visit.error = error;
    }
    noteItemFaults(walk, event.data);
    delete walk.current;
    if (retry !== undefined) {
      walk.steps = step - 1;
      walk.next = node;
      return;
    }
    if (passed) noteFault(walk, { node, step, error });
    if (next !== undefined) walk.next = next;
    else walk.ended = { node, ...(!passed && { error }) };
  },
  foreach_item_completed(state, event) {
    const thread = threadOf(state, event);
    const { graph: walk } = thread;
    if (!walk) return;
    const { index, result, error } = event.data;
    const items = walk.current?.items;
    const shown = walk.visits.at(-1)?.items;
    if (!items || items.done.has(index)) return;
    items.done.add(index);
    if (result !== undefined) items.results.set(index, result);
    if (error) items.failed.push({ index, error });
    if (shown) {
      shown.done += 1;
      if (error) shown.failed += 1;
    }
    // Its call is in the log; to hold the calls of all items would take memory without end.
    const turn = thread.turns.at(-1);
    if (turn) turn.calls = turn.calls.filter(({ callId }) => callId !== event.call_id);
  },
};

interface Left {
  node: string;
  next?: string | undefined;
  assigned?: JsonObject | undefined;
  removed?: string[] | undefined;
}

/** Takes over what a node made of the state. */
function leave(walk: GraphWalk, { next, assigned = {}, removed = [] }: Left): GraphVisit | undefined {
  walk.state = { ...walk.state, ...assigned };
  for (const key of removed) delete walk.state[key];
  const visit = walk.visits.at(-1);
  if (visit) {
    if (next !== undefined) visit.next = next;
    const set = Object.entries(assigned).map(([key, value]) => [key, oneLine(JSON.stringify(value), SHOWN_LENGTH)]);
    if (set.length > 0) visit.assigned = Object.fromEntries(set) as Record<string, string>;
  }
  return visit;
}

function noteItemFaults(walk: GraphWalk, { node, step }: { node: string; step: number }): void {
  for (const { index, error } of walk.current?.items?.failed ?? []) noteFault(walk, { node, step, index, error });
}

function noteFault(walk: GraphWalk, fault: GraphFault): void {
  walk.faultCount += 1;
  if (walk.faults.length < MOST_FAULTS) walk.faults.push(fault);
}
