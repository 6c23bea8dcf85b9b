export {
  type Envelope,
  EnvelopeSchema,
  EVENT_VERSION,
  type Event,
  type EventData,
  type EventDraft,
  type EventOf,
  type EventType,
  eventSchemas,
  isEventType,
} from './event.ts';
export { type FailureCategory, FailureCategorySchema } from './model-events.ts';
export { InvalidEventError, NewerEventError, recogniseEvent, validateEvent } from './parse-event.ts';
export * from './shapes.ts';
