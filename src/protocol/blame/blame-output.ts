import type { Json, JsonObject } from '../errors.ts';
import type { Event, EventOf } from '../events/index.ts';
import { chainEnd } from '../fold/chains.ts';
import type { RunState, ThreadState } from '../fold/state.ts';
import { holds, isTrivial, type Match, valueAt } from './holds-value.ts';

/** One step back on the way of a value. */
export interface BlameLink {
  /**
   * `returned`: a thread handed it over. `wrote`: a thread wrote the file. `result`: a tool gave it back. `step`: a step of a
   * graph set it. `input`: the thread, or the run, was given it. `model`: no earlier source holds it, so the model said it.
   */
  kind: 'returned' | 'wrote' | 'result' | 'step' | 'input' | 'model';
  place: string;
  seq: number;
  turn?: number;
  call_id?: string;
  tool?: string;
  /** Of a graph's step. */
  node?: string;
  /** `part`: it stands in a longer text there. */
  match: Match;
}

/** Where an output of a run came from. */
export interface Blame {
  value: Json;
  /** It could stand anywhere by chance, such as `true` or `0`: only who handed it over is told. */
  ambiguous: boolean;
  /** From the run's end back to the source. */
  links: BlameLink[];
}

type Written = EventOf<'artifact_written' | 'data_written' | 'file_written'>;

/** Tools that only pass on what other threads gave back. */
const PASSING: ReadonlySet<string> = new Set(['rye/agent/threads/spawn', 'rye/agent/threads/orchestrator']);
const RETURN = 'rye/agent/threads/directive_return';

/**
 * Walks back from an output, or a file, of a run to where it came from: thread by thread, by the newest earlier result that
 * holds the value.
 * @param output A name of the run's outputs, a path into them (`leads[0].name`), or the path of a file that it wrote.
 * @returns undefined where the run has no such output
 */
export function blameOutput(events: readonly Event[], state: RunState, output: string): Blame | undefined {
  const root = state.threads.get(state.root ?? '');
  if (!root) return undefined;
  const end = chainEnd(state, root);
  const value = valueAt({ ...end.outputs, ...(end.result !== undefined && { result: end.result }) }, output);
  if (value !== undefined) {
    const ambiguous = isTrivial(value);
    const links: BlameLink[] = [];
    new Walk(events, state, links).fromReturn(end, value, ambiguous);
    return { value, ambiguous, links };
  }
  return blameFile(events, state, output);
}

/** What can be asked about: outputs by name, and files by path. */
export function blameable(state: RunState): string[] {
  const root = state.threads.get(state.root ?? '');
  const end = root && chainEnd(state, root);
  return [
    ...Object.keys(end?.outputs ?? {}),
    ...(end?.result === undefined ? [] : ['result']),
    ...[...state.artifacts.keys()].map((path) => `artifacts/${path}`),
    ...[...state.data.keys()].map((path) => `.ai/data/${path}`),
    ...state.files.keys(),
  ];
}

function blameFile(events: readonly Event[], state: RunState, path: string): Blame | undefined {
  const writes = events.filter((event): event is Written => isWritten(event) && pathOf(event) === path);
  const last = writes.at(-1);
  const thread = state.threads.get(last?.thread ?? '');
  if (!last || !thread) return undefined;
  const links: BlameLink[] = [];
  const walk = new Walk(events, state, links);
  const call = events.find(
    (event) => event.type === 'tool_call_started' && event.thread === last.thread && event.call_id === last.call_id,
  );
  const tool = call?.type === 'tool_call_started' ? call.data.tool : undefined;
  links.push({
    kind: 'wrote',
    place: thread.place,
    ...frameOf(call ?? last),
    seq: last.seq,
    ...(tool !== undefined && { tool }),
    match: 'whole',
  });
  const content = call?.type === 'tool_call_started' ? call.data.input['content'] : undefined;
  if (content !== undefined) walk.from(thread, content, last.seq, call?.turn);
  return { value: path, ambiguous: false, links };
}

function isWritten(event: Event): event is Written {
  return event.type === 'artifact_written' || event.type === 'data_written' || event.type === 'file_written';
}

function pathOf({ type, data }: Written): string {
  if (type === 'artifact_written') return `artifacts/${data.path}`;
  return type === 'data_written' ? `.ai/data/${data.path}` : data.path;
}

/** An event that holds a value. */
interface Found {
  event: Event;
  match: Match;
}

class Walk {
  readonly #events: readonly Event[];
  readonly #state: RunState;
  readonly #links: BlameLink[];
  readonly #seen = new Set<string>();

  constructor(events: readonly Event[], state: RunState, links: BlameLink[]) {
    this.#events = events;
    this.#state = state;
    this.#links = links;
  }

  /** From the call, or the words, by which a thread handed a value over. */
  fromReturn(thread: ThreadState, value: Json, stop: boolean): void {
    const own = this.#events.filter((event) => event.thread === thread.id);
    const call = own.findLast((event) => event.type === 'tool_call_started' && event.data.tool === RETURN);
    const event =
      call ??
      own.findLast(
        ({ type }) => type === 'thread_completed' || type === 'thread_failed' || type === 'graph_step_completed',
      );
    if (!event) return;
    this.#links.push({ kind: 'returned', place: thread.place, ...frameOf(event), match: 'whole' });
    if (!stop) this.from(thread, value, event.seq, event.turn);
  }

  /** From a thread that had a value at an event. */
  from(thread: ThreadState, value: Json, before: number, turn?: number): void {
    const key = `${thread.id} ${before}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const found = this.#newest(thread.id, value, before);
    const given = holds(thread.inputs, value);
    if (found) this.#fromEvent(thread, value, found);
    else if (given) this.#fromInput(thread, value, given);
    else
      this.#links.push({
        kind: 'model',
        place: thread.place,
        seq: before,
        ...(turn !== undefined && { turn }),
        match: 'whole',
      });
  }

  /** The newest result, or step, that holds the value: as it is before as a part. */
  #newest(thread: string, value: Json, before: number): Found | undefined {
    for (const wanted of ['whole', 'part'] as const) {
      for (let at = Math.min(before - 1, this.#events.length) - 1; at >= 0; at -= 1) {
        const event = this.#events[at];
        if (event?.thread !== thread) continue;
        if (
          event.type === 'tool_call_completed' &&
          event.data.tool !== RETURN &&
          holds(event.data.result, value) === wanted
        )
          return { event, match: wanted };
        if (event.type === 'graph_step_completed' && holds(event.data.assigned, value) === wanted)
          return { event, match: wanted };
      }
    }
    return undefined;
  }

  #fromEvent(thread: ThreadState, value: Json, { event, match }: Found): void {
    if (event.type === 'graph_step_completed') {
      this.#links.push({ kind: 'step', place: thread.place, ...frameOf(event), node: event.data.node, match });
      const result = this.#events.findLast(
        (each) =>
          each.seq < event.seq &&
          each.thread === thread.id &&
          each.type === 'tool_call_completed' &&
          holds(each.data.result, value) !== undefined,
      );
      if (result?.type === 'tool_call_completed') this.#fromEvent(thread, value, { event: result, match });
      return;
    }
    if (event.type !== 'tool_call_completed') return;
    const { tool } = event.data;
    this.#links.push({ kind: 'result', place: thread.place, ...frameOf(event), tool, match });
    if (!PASSING.has(tool)) return;
    const child = this.#giver(thread, value, event.seq);
    if (child) this.fromReturn(child, value, false);
  }

  /** The thread below that handed the value over, before an event. */
  #giver(thread: ThreadState, value: Json, before: number): ThreadState | undefined {
    const children = thread.children.flatMap((id) => this.#state.threads.get(id) ?? []);
    const gave = (child: ThreadState): Match | undefined => {
      const end = chainEnd(this.#state, child);
      const given: JsonObject = { ...end.outputs, ...(end.result !== undefined && { result: end.result }) };
      return this.#endedBefore(end, before) ? holds(given, value) : undefined;
    };
    const found = children.find((child) => gave(child) === 'whole') ?? children.find((child) => gave(child) === 'part');
    return found && chainEnd(this.#state, found);
  }

  #endedBefore({ id }: ThreadState, seq: number): boolean {
    return this.#events.some((event) => event.thread === id && event.type === 'thread_completed' && event.seq < seq);
  }

  #fromInput(thread: ThreadState, value: Json, match: Match): void {
    const created = this.#events.find((event) => event.type === 'thread_created' && event.thread === thread.id);
    this.#links.push({ kind: 'input', place: thread.place, seq: created?.seq ?? 1, match });
    const parent = this.#state.threads.get(thread.parent ?? '');
    if (parent && created) this.from(parent, value, created.seq);
  }
}

function frameOf({ seq, turn, call_id }: Event): Pick<BlameLink, 'seq' | 'turn' | 'call_id'> {
  return { seq, ...(turn !== undefined && { turn }), ...(call_id !== undefined && { call_id }) };
}
