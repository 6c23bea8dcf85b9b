import type { ContentFact, Effect, ErrorFact, Json, JsonObject, ToolOutcome } from '#protocol';
import { errorFact } from '#protocol';
import { guardResult } from '../results/guard-result.ts';
import { checkPause } from '../steering/step-paused.ts';
import type { CallSite } from './call-site.ts';

function envelope({ thread, call }: CallSite) {
  return { thread: thread.id, call_id: call.callId, turn: thread.turns.length } as const;
}

/** The call begins: durable before anything of it happens. @throws {StepPaused} the thread was paused meanwhile */
export async function recordStart(site: CallSite, tool: string, input: JsonObject, effect: Effect): Promise<void> {
  checkPause(site.run, site.thread.id);
  const cause = site.call.startedSeq;
  await site.run.session.append({
    ...envelope(site),
    ...(cause !== undefined && { cause }),
    type: 'tool_call_started',
    data: { tool, input, effect },
  });
}

/** The call is over. Secrets go before the first write, and so before the model sees them. */
export async function recordEnd(site: CallSite, tool: string, outcome: ToolOutcome): Promise<void> {
  const { ports } = site.run;
  const redacted = outcome.result === undefined ? undefined : await ports.redactor.json(outcome.result);
  const guarded = redacted === undefined ? undefined : await guardResult(site, redacted, outcome.artifact);
  const kept = {
    ...(guarded && { result: guarded.result }),
    ...artifactPart(guarded ? guarded.artifact : outcome.artifact),
  };
  const draft = outcome.ok
    ? {
        type: 'tool_call_completed' as const,
        data: { tool, ...kept, ...(outcome.filesRead?.length && { files_read: outcome.filesRead }) },
      }
    : { type: 'tool_call_failed' as const, data: { tool, error: await redactError(site, outcome.error), ...kept } };
  site.run.session.note({ ...envelope(site), ...draft });
}

/** The call was refused before it began. The model is told why, and goes on. */
export async function recordDenial(site: CallSite, tool: string, thrown: unknown, capability?: string): Promise<void> {
  const error = isFact(thrown) ? thrown : errorFact(thrown);
  await site.run.session.append({
    ...envelope(site),
    type: 'tool_call_denied',
    data: { tool, error, ...(capability !== undefined && { capability }) },
  });
}

/** The call began in a process that died. */
export async function recordInterruption(
  site: CallSite,
  tool: string,
  effect: Effect,
  decision: 'reported' | 'retried',
): Promise<void> {
  await site.run.session.append({ ...envelope(site), type: 'tool_call_interrupted', data: { tool, effect, decision } });
}

async function redactError({ run }: CallSite, error: ErrorFact): Promise<ErrorFact> {
  return (await run.ports.redactor.json(error as unknown as Json)) as unknown as ErrorFact;
}

function artifactPart(artifact: ContentFact | undefined) {
  return artifact ? { artifact, bytes: artifact.bytes, truncated: true } : {};
}

function isFact(value: unknown): value is ErrorFact {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Error) && 'code' in value && 'message' in value
  );
}
