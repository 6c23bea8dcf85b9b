import { type Event, type EventDraft, type EventType, type Json, toNano, toUsd } from '#protocol';

/** What a run says of itself, or of money and patience that nobody needs here. */
const LEFT_OUT: ReadonlySet<EventType> = new Set([
  'definition_pinned',
  'intent_received',
  'budget_raised',
  'limit_raised',
  'limit_reached',
  'wrap_up_granted',
  'thread_paused',
  'thread_unpaused',
  'retry_scheduled',
  'model_call_failed',
  'approval_requested',
  'approval_granted',
  'approval_denied',
  'approval_voided',
  'thread_taken_over',
  'lease_taken',
  'run_recovered',
  'run_forked',
]);

/** How a recorded event is told in another run. */
export interface Retelling {
  /** The recorded run. */
  runId: string;
  /** Ids of its threads, and of the new run's that stand for them. */
  names: ReadonlyMap<string, string>;
  /** The hash of a thread's definition today, by its recorded id. */
  definitions: ReadonlyMap<string, string>;
}

/**
 * The events of threads that are taken over, as another run records them: with the ids of its own threads, marked with
 * where they were recorded first, and at no cost.
 * @param events Of the threads in `names`, in order; the first thread's own creation is not among what is returned.
 */
export function copyEvents(events: readonly Event[], retelling: Retelling): EventDraft[] {
  const answered = answeredCalls(events);
  const [first] = retelling.names.keys();
  return events
    .filter((event) => isKept(event, answered) && !(event.type === 'thread_created' && event.thread === first))
    .map((event) => retell(event, retelling));
}

/** Model calls that have an answer: of the others nothing is told. */
function answeredCalls(events: readonly Event[]): Set<string> {
  return new Set(events.flatMap((event) => (event.type === 'model_call_completed' ? [keyOf(event)] : [])));
}

function keyOf({ thread, call_id, turn }: Event): string {
  return `${thread} ${call_id ?? ''} ${turn ?? ''}`;
}

function isKept(event: Event, answered: ReadonlySet<string>): boolean {
  if (event.type === 'model_call_started') return answered.has(keyOf(event));
  return !LEFT_OUT.has(event.type) && !event.type.startsWith('run_');
}

function retell(event: Event, { runId, names, definitions }: Retelling): EventDraft {
  const { thread, type, turn, call_id } = event;
  const mark = event.taken_over ?? { run: runId, seq: event.seq };
  const data = {
    ...(renamed(event.data as Json, names) as object),
    ...costless(event),
    ...redefined(event, definitions),
  };
  return {
    thread: names.get(thread) ?? thread,
    type,
    ...(turn !== undefined && { turn }),
    ...(call_id !== undefined && { call_id }),
    taken_over: mark,
    data: type === 'thread_created' ? withoutGrant(data) : data,
  } as EventDraft;
}

function costless(event: Event): object {
  if (event.type === 'model_call_started') return { reserved_usd: 0 };
  if (event.type !== 'model_call_completed') return {};
  const { cost_usd: paid, saved_usd: saved = 0 } = event.data;
  return { cost_usd: 0, saved_usd: toUsd(toNano(paid) + toNano(saved)) };
}

/** The text that it would be made of today says the same, in other words about itself. */
function redefined(event: Event, definitions: ReadonlyMap<string, string>): object {
  const definition = event.type === 'thread_created' ? definitions.get(event.thread) : undefined;
  return definition === undefined ? {} : { definition };
}

function withoutGrant(data: object): object {
  const { spend_reserved_usd: _grant, ...rest } = data as { spend_reserved_usd?: number };
  return rest;
}

/** A value with other names for threads, wherever they stand in it, keys included. */
export function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (names.size === 0) return value;
  const text = JSON.stringify(value);
  const ids = [...names.keys()].filter((id) => text.includes(id)).toSorted((a, b) => b.length - a.length);
  // Ids of threads need no escape in JSON.
  return ids.length === 0
    ? value
    : (JSON.parse(ids.reduce((told, id) => told.replaceAll(id, names.get(id) ?? id), text)) as Json);
}
