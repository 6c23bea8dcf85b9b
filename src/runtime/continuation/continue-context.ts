import {
  chainEnd,
  chainUpTo,
  type EventData,
  interpolateInputs,
  type RunState,
  RyeError,
  type ThreadState,
} from '#protocol';
import { isFatal } from '../is-fatal.ts';
import type { RunContext } from '../run-context.ts';
import { carryTurns } from './carry-turns.ts';

type Composed = EventData<'context_composed'>;

/** The directive whose text tells a continuation where it stands, where its own names none. */
const CONTINUATION_DIRECTIVE = 'rye/agent/continuation';

/** Said where no directive says it. */
const GO_ON = 'Earlier turns are left out above. Go on with the task from where the conversation ends.';

/** A thread told to go on after its end sees this part of its window again. */
const RESUMED_PART = 0.5;

/** Of the threads that a chain has spawned it is told the last ones. */
const MOST_NAMED = 50;

/**
 * Adds to the first context of a continuation what it still sees of the turns before it, and what it is told behind
 * them. A thread that is no continuation keeps its context as it is.
 */
export async function continueContext(run: RunContext, thread: ThreadState, composed: Composed): Promise<Composed> {
  if (thread.continuationOf === undefined) return composed;
  const { settings, catalog, redactor } = run.ports;
  const { carriedTokens } = settings.continuation;
  const { window } = catalog.resolve({ id: thread.model });
  const most =
    thread.continuation?.why === 'resume'
      ? Math.max(carriedTokens, window * RESUMED_PART)
      : Math.min(carriedTokens, window * RESUMED_PART);
  const parts = [composed.closing ?? '', await closingOf(run, thread), spawnedSoFar(run.session.state, thread)];
  const told = parts.filter((text) => text !== '').join('\n\n');
  return { ...composed, carried: carryTurns(run.session.state, thread, most), closing: await redactor.text(told) };
}

/** The ids of what the chain has spawned may stand in turns that are left out, and cannot be guessed. */
function spawnedSoFar(state: RunState, thread: ThreadState): string {
  const [, ...before] = chainUpTo(state, thread);
  const spawned = before.toReversed().flatMap(({ children }) => children.flatMap((id) => state.threads.get(id) ?? []));
  const lines = spawned
    .filter(({ continuationOf }) => continuationOf === undefined)
    .map((each) => `- ${each.id}: ${each.place}, ${chainEnd(state, each).status}`);
  if (lines.length === 0) return '';
  const more = lines.length > MOST_NAMED ? [`- and ${lines.length - MOST_NAMED} before them`] : [];
  return ['Threads that were spawned so far:', ...more, ...lines.slice(-MOST_NAMED)].join('\n');
}

async function closingOf(run: RunContext, thread: ThreadState): Promise<string> {
  const { why, message } = thread.continuation ?? {};
  if (why === 'resume') return message ?? '';
  const directive = await run.definitions.directive(thread.directive, thread.id);
  const body = await textOf(run, thread, directive.continuationDirective ?? CONTINUATION_DIRECTIVE);
  if (body === undefined) return message ?? GO_ON;
  const inputs = {
    original_directive: thread.directive,
    original_directive_body: directive.body,
    previous_thread_id: thread.continuationOf ?? '',
    continuation_message: message ?? GO_ON,
  };
  return interpolateInputs(body, inputs, run.ports.promptEnv).value;
}

/** A continuation whose directive is missing goes on all the same; one that was tampered with, or is broken, does not. */
async function textOf(run: RunContext, thread: ThreadState, id: string): Promise<string | undefined> {
  try {
    return (await run.definitions.directive(id, thread.id)).body;
  } catch (error) {
    if (!(error instanceof RyeError) || isFatal(error) || error.code !== 'library/unknown-item') throw error;
    return undefined;
  }
}
