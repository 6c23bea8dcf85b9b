import { type Event, foldRun, type RunState, RyeError } from '#protocol';
import type { RunContext } from './run-context.ts';
import { withSortedKeys } from './sorted-json.ts';

/** Thrown where a driver remembers something of a run that its record does not say: a fault of rye. */
export class MemoryDiffersError extends RyeError {
  readonly code = 'runtime/memory-differs';

  constructor(facts: { run_id: string; seq: number; part: string }) {
    super(
      `What this driver remembers of ${facts.run_id} is not what its record says, at event ${facts.seq}: ${facts.part}`,
      {
        hint: 'Nothing is lost: the record counts, and a resume goes on from it. Please report this.',
        data: facts,
      },
    );
  }
}

/**
 * Drops what this process remembers of a run, and takes it from the store again, after each step of a thread: so that
 * nothing a thread does next can hang on anything but the record. For tests, where `RYE_EVICT=1` asks for it.
 *
 * What cannot be dropped is what the process itself is in the middle of: loops and calls in flight, slots, signals, and
 * the objects of threads that are in a step just now, which are only compared.
 * @param id The thread whose step has just ended.
 * @throws {MemoryDiffersError}
 */
export async function evict(run: RunContext, id: string): Promise<void> {
  const { readBack } = run.ports;
  if (!readBack) return;
  const stored = await readBack(run.writer.runId);
  run.session.rebuild(stored, id);
  run.forget();
}

/**
 * Puts what was folded anew in the place of what was remembered. Objects stay the same ones, for whoever waits holds
 * them; what is in them is new.
 * @throws {MemoryDiffersError} the two are not equal
 */
export function replaceState(state: RunState, events: readonly Event[], id: string): void {
  const rebuilt = foldRun(events);
  const part = difference(state, rebuilt);
  if (part !== undefined) throw new MemoryDiffersError({ run_id: state.runId, seq: state.seq, part });
  const fresh = rebuilt.threads.get(id);
  const thread = state.threads.get(id);
  if (fresh && thread) become(thread, fresh);
  const { threads } = state;
  become(state, { ...rebuilt, threads });
}

function become<T extends object>(old: T, fresh: T): void {
  for (const key of Object.keys(old)) delete (old as Record<string, unknown>)[key];
  Object.assign(old, fresh);
}

/** The first part that differs, as JSON would have it; undefined where none does. */
function difference(state: RunState, rebuilt: RunState): string | undefined {
  for (const key of new Set([...Object.keys(state), ...Object.keys(rebuilt)]) as Set<keyof RunState>) {
    const [known, read] = [textOf(state[key]), textOf(rebuilt[key])];
    if (known === read) continue;
    let at = 0;
    while (known[at] === read[at]) at += 1;
    const around = (text: string): string => text.slice(Math.max(0, at - 40), at + 40);
    return `${key}: …${around(known)}… and …${around(read)}…`;
  }
  return undefined;
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (each instanceof Map ? [...each] : withSortedKeys(each))) ?? '';
}
