import fc from 'fast-check';
import type { Event, EventDraft } from '#protocol';
import { draftOf, logOf } from '../helpers/event-builder.ts';

/** What happens to a run, one step at a time; a step that makes no sense is passed over. */
export type RunStep =
  | { do: 'spawn'; below: number; name: string }
  | { do: 'finish' | 'fail' | 'ask' | 'speak' | 'write'; which: number; text: string };

/** Names and texts as they can come from outside. */
export const foreignText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 10 }),
      fc.constantFrom(
        '日本語テキスト',
        '👩‍💻👍🏽',
        'e\u0301\u0302\u0303',
        '\t',
        '\x1b]52;c;eA==\x07',
        '\x9b2J',
        '\u202e',
        '\n',
        '/',
        ' ',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Steps of a run. */
export const runSteps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('spawn' as const), below: fc.nat(40), name: foreignText }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('finish' as const, 'fail' as const, 'ask' as const, 'speak' as const, 'write' as const),
        which: fc.nat(40),
        text: foreignText,
      }),
    },
  ),
  { maxLength: 40 },
);

const WRITES = ['artifact_written', 'data_written', 'file_written'] as const;

/** A log that grows by steps; thread ids are `t0`, `t1`, …, in the order of creation. */
export class GrowingLog {
  readonly events: Event[] = [];
  readonly #open: string[] = [];
  #threads = 0;

  constructor() {
    this.#add(draftOf('run_started', { root: 't0' }, { thread: 't0' }));
    this.#spawn(undefined, 'lead');
  }

  /** Does a step. */
  take(step: RunStep): void {
    if (step.do === 'spawn') {
      this.#spawn(`t${step.below % this.#threads}`, step.name);
      return;
    }
    const thread = this.#open[step.which % Math.max(1, this.#open.length)];
    // The root stays open, so that there is always somebody to go on.
    if (thread === undefined || thread === 't0') return;
    if (step.do === 'write') {
      const [type = 'file_written'] = WRITES.slice(step.text.length % WRITES.length);
      this.#add(draftOf(type, { path: `dir/${step.text}`, bytes: step.text.length }, { thread }));
    }
    if (step.do === 'finish') this.#end(thread, draftOf('thread_completed', { result: step.text }, { thread }));
    if (step.do === 'fail') {
      this.#end(thread, draftOf('thread_failed', { error: { code: 'test/broken', message: step.text } }, { thread }));
    }
    if (step.do === 'ask') this.#add(draftOf('model_call_started', {}, { thread, call_id: `c${this.events.length}` }));
    if (step.do === 'speak') {
      const content = [{ type: 'text' as const, text: step.text }];
      this.#add(draftOf('model_call_completed', { content }, { thread, call_id: `c${this.events.length}` }));
    }
  }

  #spawn(parent: string | undefined, name: string): void {
    const id = `t${this.#threads}`;
    this.#threads += 1;
    this.#open.push(id);
    const place = parent === undefined ? 'root' : `root/${name}-${id}`;
    const data = { place, directive: name, model: `model-${name}`, depth: 1, ...(parent !== undefined && { parent }) };
    this.#add(draftOf('thread_created', data, { thread: id }));
    this.#add(draftOf('thread_started', {}, { thread: id }));
  }

  #end(thread: string, draft: EventDraft): void {
    this.#add(draft);
    this.#open.splice(this.#open.indexOf(thread), 1);
  }

  #add(draft: EventDraft): void {
    this.events.push(...logOf([draft], this.events.length + 1));
  }
}
