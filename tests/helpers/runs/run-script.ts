import type { EventData, EventDraft, EventType, JsonObject } from '#protocol';
import { draftOf } from '../event-builder.ts';
import type { Timed } from './record-run.ts';

/** A tool call of a turn. */
export interface ScriptCall {
  tool: string;
  input: JsonObject;
  /** Absent: it has not ended. */
  result?: JsonObject;
}

/** One answer of a model. */
export interface ScriptTurn {
  text?: string;
  calls?: ScriptCall[];
  /** USD. */
  cost: number;
  /** Of the whole request, in tokens. */
  tokens?: number;
}

/** What threads read on their way. */
const FILES = ['src/client.ts', 'src/adapter.ts', 'tests/stream.test.ts', 'src/titles.ts', 'package.json'];

/** A thread to be created. */
export type ScriptThread = Partial<EventData<'thread_created'>> & { directive: string };

/** Writes the log of a run, event by event, with times. Thread ids are the names that the test gives. */
export class RunScript {
  readonly timed: Timed[] = [];
  #atMs = 0;
  #calls = 0;
  readonly #turns = new Map<string, number>();
  readonly #threads = new Map<string, { place: string; depth: number }>();

  /** Everything that follows happens so long after the begin, in seconds. */
  at(seconds: number): this {
    this.#atMs = seconds * 1000;
    return this;
  }

  add<T extends EventType>(thread: string, type: T, data: Partial<EventData<T>> = {}, frame = {}): this {
    const draft: EventDraft = draftOf(type, data, { thread, ...frame });
    this.timed.push({ atMs: this.#atMs, draft });
    return this;
  }

  /** The run and its root thread. */
  begin(root: string, thread: ScriptThread, started: Partial<EventData<'run_started'>>): this {
    this.add(root, 'run_started', { item: thread.directive, root, provider: 'anthropic', ...started });
    this.#threads.set(root, { place: 'root', depth: 0 });
    return this.add(root, 'thread_created', { place: 'root', ...thread }).add(root, 'thread_started');
  }

  /** A thread below another; `key` is its name there. An explicit `spend` is set aside by its parent. */
  spawn(parent: string, id: string, { key = id, ...thread }: ScriptThread, options: { started?: boolean } = {}): this {
    const above = this.#threads.get(parent) ?? { place: 'root', depth: 0 };
    const here = { place: `${above.place}/${key}`, depth: above.depth + 1 };
    this.#threads.set(id, here);
    const spend = thread.limits?.spend;
    this.add(id, 'thread_created', {
      ...here,
      parent,
      key,
      ...(spend !== undefined && { spend_reserved_usd: spend }),
      ...thread,
    });
    return options.started === false ? this : this.add(id, 'thread_started');
  }

  /** A model call with its answer, and the calls that it asked for. */
  turn(thread: string, model: string, turn: ScriptTurn): this {
    const { text, calls = [], cost, tokens = 1000 } = turn;
    const nth = (this.#turns.get(thread) ?? 0) + 1;
    this.#turns.set(thread, nth);
    const callId = this.#nextCall();
    const frame = { turn: nth, call_id: callId };
    const uses = calls.map(({ tool, input }) => ({
      type: 'tool_use' as const,
      id: this.#nextCall(),
      name: tool.replaceAll(/[/-]/g, '_'),
      input,
    }));
    this.add(
      thread,
      'model_call_started',
      { model, provider: 'anthropic', input_bound_tokens: tokens, max_output_tokens: 4096, reserved_usd: cost },
      frame,
    );
    this.add(
      thread,
      'model_call_completed',
      {
        content: [...(text === undefined ? [] : [{ type: 'text' as const, text }]), ...uses],
        stop_reason: uses.length > 0 ? 'tool_use' : 'end_turn',
        usage: { input_tokens: tokens, output_tokens: 400, cache_read_tokens: 0, cache_write_tokens: 0 },
        cost_usd: cost,
      },
      frame,
    );
    calls.forEach(({ tool, input, result }, index) => {
      const callFrame = { turn: nth, call_id: uses[index]?.id ?? '' };
      this.add(thread, 'tool_call_started', { tool, input, effect: 'none' }, callFrame);
      if (result) this.add(thread, 'tool_call_completed', { tool, result }, callFrame);
    });
    return this;
  }

  /**
   * Many turns of one thread that cost `cost` together, to the cent of a cent.
   * @param before What it says in the turns before the last.
   */
  turns(thread: string, model: string, count: number, turn: ScriptTurn, before: readonly string[] = []): this {
    const each = Math.floor((turn.cost * 10_000) / count) / 10_000;
    for (let nth = 1; nth <= count; nth += 1) {
      const last = nth === count;
      const tokens = Math.round(((turn.tokens ?? 1000) * nth) / count);
      const cost = last ? Math.round((turn.cost - each * (count - 1)) * 10_000) / 10_000 : each;
      const calls: ScriptCall[] = last
        ? (turn.calls ?? [])
        : [
            {
              tool: 'rye/file-system/read',
              input: { path: FILES[(nth - 1) % FILES.length] ?? '' },
              result: { lines: 40 },
            },
          ];
      const text = last ? turn.text : (before[nth - 1] ?? turn.text);
      this.turn(thread, model, { ...turn, ...(text !== undefined && { text }), calls, tokens, cost });
    }
    return this;
  }

  #nextCall(): string {
    this.#calls += 1;
    return `call-${this.#calls}`;
  }
}
