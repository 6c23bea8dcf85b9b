import type { EventDraft } from '#protocol';
import { draftOf } from '../event-builder.ts';
import type { Timed } from './record-run.ts';
import { RunScript } from './run-script.ts';

export interface WideOptions {
  runId: string;
  /** Threads in all, the root included. */
  threads: number;
  /** Every how many children one has failed; absent: none. */
  failEvery?: number;
}

/** A root with thousands of threads below it, in groups of fifty under a lead each; most are done. */
export function wideRun({ runId, threads, failEvery }: WideOptions): Timed[] {
  const script = new RunScript();
  script.begin('lead-1', { directive: 'sweep', limits: { spend: 50 } }, { run_id: runId, commit: 'group' });
  let lead = 'lead-1';
  for (let nth = 1; nth < threads; nth += 1) {
    const isLead = nth % 50 === 1;
    const id = isLead ? `group-${(nth - 1) / 50}` : `leaf-${nth}`;
    script.spawn(isLead ? 'lead-1' : lead, id, { directive: isLead ? 'group' : 'leaf', model: 'claude-haiku-4-5' });
    if (isLead) lead = id;
    else if (failEvery !== undefined && nth % failEvery === 0)
      script.add(id, 'thread_failed', { error: { code: 'test/broken', message: `leaf ${nth} broke` } });
    else script.add(id, 'thread_completed', { result: `leaf ${nth} is done` });
  }
  return script.timed;
}

/** The events by which one more thread comes to be. */
export function addedThread(parent: string, place: string, id: string): EventDraft[] {
  const created = { place, parent, depth: place.split('/').length - 1, directive: 'leaf', key: id };
  return [draftOf('thread_created', created, { thread: id }), draftOf('thread_started', {}, { thread: id })];
}
