import { z } from 'zod';
import { ExitCode, RyeError } from '../errors.ts';
import { EnvelopeSchema, EVENT_VERSION, type Event, type EventType, eventSchemas, isEventType } from './event.ts';

/** Thrown when an event was written by a newer rye than this one. */
export class NewerEventError extends RyeError {
  readonly code = 'protocol/newer-event';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { seq: number; version?: number; type?: string }) {
    const what = facts.version === undefined ? `of type "${facts.type}"` : `of version ${facts.version}`;
    super(`Event ${facts.seq} is ${what}, which this rye does not know: the run was written by a newer one.`, {
      hint: 'Read it with the rye that wrote it, or a newer one. Nothing was changed.',
      data: { ...facts },
    });
  }
}

/** Thrown when something that calls itself an event is none. */
export class InvalidEventError extends RyeError {
  readonly code = 'protocol/invalid-event';

  constructor(facts: { seq: number | undefined; type: string | undefined; reason: string }) {
    super(`Event ${facts.seq ?? '?'} (${facts.type ?? 'no type'}) is not valid: ${facts.reason}`, {
      hint: 'Run `rye doctor` and report what wrote it; nothing was written.',
      data: { ...(facts.seq !== undefined && { seq: facts.seq }), reason: facts.reason },
    });
  }
}

interface Candidate {
  v?: unknown;
  seq?: unknown;
  type?: unknown;
  at?: unknown;
  thread?: unknown;
  data?: unknown;
}

/**
 * Checks a value against the schemas of its type, in full. For what enters the log.
 * @throws {NewerEventError} its version or type is not known to this rye.
 * @throws {InvalidEventError} a field is missing or has the wrong shape.
 */
export function validateEvent(value: unknown): Event {
  const event = recogniseEvent(value);
  const envelope = EnvelopeSchema.safeParse(event);
  if (!envelope.success) throw invalid(event, envelope.error);
  const data = eventSchemas[event.type].safeParse(event.data);
  if (!data.success) throw invalid(event, data.error);
  return event;
}

/**
 * Checks only the frame of a value: version, seq, type. For reading back what a checksum already vouches for, where the
 * full check of {@link validateEvent} would cost more than parsing the line.
 * @throws {NewerEventError} its version or type is not known to this rye.
 * @throws {InvalidEventError} it is no event at all.
 */
export function recogniseEvent(value: unknown): Event {
  const candidate = (typeof value === 'object' && value !== null ? value : {}) as Candidate;
  const seq = typeof candidate.seq === 'number' ? candidate.seq : undefined;
  const type = typeof candidate.type === 'string' ? candidate.type : undefined;
  if (seq === undefined || type === undefined || typeof candidate.v !== 'number') {
    throw new InvalidEventError({ seq, type, reason: 'it has no version, seq or type' });
  }
  if (candidate.v > EVENT_VERSION) throw new NewerEventError({ seq, version: candidate.v });
  if (!isEventType(type)) throw new NewerEventError({ seq, type });
  return value as Event;
}

function invalid(event: { seq: number; type: EventType }, error: z.ZodError): InvalidEventError {
  return new InvalidEventError({ seq: event.seq, type: event.type, reason: z.prettifyError(error) });
}
