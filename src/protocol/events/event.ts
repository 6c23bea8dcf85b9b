import { z } from 'zod';
import { approvalEvents } from './approval-events.ts';
import { boardEvents } from './board-events.ts';
import { builtOnUse } from './built-on-use.ts';
import { contextEvents } from './context-events.ts';
import { fileEvents } from './file-events.ts';
import { graphEvents } from './graph-events.ts';
import { hookEvents } from './hook-events.ts';
import { modelEvents } from './model-events.ts';
import { runEvents } from './run-events.ts';
import { TakenOverSchema } from './shapes.ts';
import { threadEvents } from './thread-events.ts';
import { toolEvents } from './tool-events.ts';

/** The version of the event language that this rye writes, and the newest that it reads. */
export const EVENT_VERSION = 1;

/** The schema of each event type's `data`. New types are added; the meaning of one that has shipped never changes. */
export const eventSchemas = builtOnUse({
  ...runEvents,
  ...threadEvents,
  ...modelEvents,
  ...toolEvents,
  ...fileEvents,
  ...approvalEvents,
  ...hookEvents,
  ...graphEvents,
  ...contextEvents,
  ...boardEvents,
});

/** The name of an event type, such as `thread_created`. */
export type EventType = keyof typeof eventSchemas;
/** The data of an event of type `T`. */
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

/** What surrounds the data of every event. */
export const EnvelopeSchema = z.object({
  v: z.literal(EVENT_VERSION),
  /** Gapless per run, from 1. */
  seq: z.number().int().positive(),
  /** ISO 8601, UTC, with milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  thread: z.string().min(1),
  type: z.string(),
  /** The thread's turn, from 1. */
  turn: z.number().int().positive().optional(),
  /** Ties the events of one model or tool call together; unique within its thread. */
  call_id: z.string().optional(),
  /** The seq of the event that led to this one. */
  cause: z.number().int().positive().optional(),
  /** The event of another run that this one repeats: nothing was asked, called or paid for it here. */
  taken_over: TakenOverSchema.optional(),
});
export type Envelope = z.infer<typeof EnvelopeSchema>;

/** One event of type `T`. */
export type EventOf<T extends EventType> = Omit<Envelope, 'type'> & { type: T; data: EventData<T> };

/** Any event: a past-tense fact, never changed once written. */
export type Event = { [T in EventType]: EventOf<T> }[EventType];

/** An event before it has its place (`seq`) and time (`at`) in a run. */
export type EventDraft = { [T in EventType]: Omit<EventOf<T>, 'v' | 'seq' | 'at'> }[EventType];

const eventTypes: ReadonlySet<string> = new Set(Object.keys(eventSchemas));

/** True for the name of a type that this rye knows. */
export function isEventType(type: string): type is EventType {
  return eventTypes.has(type);
}
