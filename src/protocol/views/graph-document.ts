import type { ErrorFact, JsonObject } from '../errors.ts';
import type { GraphVisit, ThreadState } from '../fold/index.ts';

/** A graph that turns for long has its last visits shown. */
const MOST_VISITS = 200;

/** How far a graph has come, as documents show it. Absent is absent; times are ISO 8601. */
export interface GraphDocument {
  steps: number;
  max_steps: number;
  /** The node that is visited. */
  node?: string;
  /** The node that is visited next. */
  next?: string;
  /** Failures that it went on after, those of items among them. */
  failures: number;
  errors?: { node: string; step: number; index?: number; error: ErrorFact }[];
  visits: {
    node: string;
    step: number;
    type: GraphVisit['type'];
    status: GraphVisit['status'];
    next?: string;
    assigned?: Record<string, string>;
    cached?: boolean;
    items?: { count: number; done: number; failed: number };
    error?: ErrorFact;
    started_at: string;
    ended_at?: string;
  }[];
  state: JsonObject;
}

/** The walk of a graph's thread as a document; undefined for a thread of a directive. */
export function graphDocument({ graph: walk }: ThreadState): GraphDocument | undefined {
  if (!walk) return undefined;
  return {
    steps: walk.steps,
    max_steps: walk.maxSteps,
    ...(walk.current && { node: walk.current.node }),
    ...(walk.next !== undefined && { next: walk.next }),
    failures: walk.faultCount,
    ...(walk.faults.length > 0 && { errors: walk.faults }),
    visits: walk.visits.slice(-MOST_VISITS).map(({ startedAt, endedAt, ...visit }) => ({
      ...visit,
      ...(visit.items && { items: { ...visit.items } }),
      started_at: startedAt,
      ...(endedAt !== undefined && { ended_at: endedAt }),
    })),
    state: walk.state,
  };
}

/** What came of a visit, in a few words: `3 of 5 items, 1 failed → next`. */
export function visitText({
  items,
  error,
  cached,
  next,
}: Pick<GraphVisit, 'items' | 'error' | 'cached' | 'next'>): string {
  const parts = [
    ...(items ? [`${items.done} of ${items.count} items${items.failed > 0 ? `, ${items.failed} failed` : ''}`] : []),
    ...(error ? [error.message] : []),
    ...(cached ? ['taken from an earlier time'] : []),
    ...(next === undefined ? [] : [`→ ${next}`]),
  ];
  return parts.join('  ');
}
