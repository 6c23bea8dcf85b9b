import type { Event, EventOf } from '../events/index.ts';
import type { CallOutcome, PlacedAction } from './action.ts';
import type { Names } from './names.ts';

/** A call, and what came of it. One that was asked for and never began is no action. */
interface Call {
  placed?: PlacedAction;
  /** As the model asked for it. */
  asked: { tool: string; input: EventOf<'tool_call_started'>['data']['input'] };
  below: PlacedAction[];
}

/** A step of a graph with the calls of its items, by their place in the list: items end as chance has it. */
interface Step {
  placed: PlacedAction;
  items: Map<number, Call>;
}

type Entry = Call | Step | { placed: PlacedAction };

/** What one thread did, as it is put together. */
interface Doings {
  entries: Entry[];
  /** By call id; ids begin anew where a thread is told to go on, and the newest counts. */
  calls: Map<string, Call>;
  step?: Step;
  ending?: PlacedAction;
}

/** Puts together what each thread did, while a log is read. */
export interface ActionReader {
  take(event: Event): void;
  /** What a thread did, in the order in which it decided on it; of the whole log, once all of it was taken. */
  of(threadId: string, names: Names): PlacedAction[];
}

/** A reader that has read nothing yet. */
export function createActionReader(): ActionReader {
  const threads = new Map<string, Doings>();
  const doingsOf = (id: string): Doings => {
    const known = threads.get(id);
    if (known) return known;
    const doings: Doings = { entries: [], calls: new Map() };
    threads.set(id, doings);
    return doings;
  };
  return {
    take: (event) => {
      const reader = readers[event.type] as ((event: Event, of: (id: string) => Doings) => void) | undefined;
      reader?.(event, doingsOf);
    },
    of: (threadId, names) => {
      const { entries = [], ending } = threads.get(threadId) ?? {};
      const actions = entries.flatMap(actionsOfEntry).map((placed) => withCardNames(placed, names));
      return ending ? [...actions, ending] : actions;
    },
  };
}

type Readers = { [T in Event['type']]?: (event: EventOf<T>, of: (id: string) => Doings) => void };

const readers: Readers = {
  model_call_completed: (event, of) => {
    const doings = of(event.thread);
    for (const block of event.data.content)
      if (block.type === 'tool_use') addCall(doings, block.id, { tool: block.name, input: block.input });
  },
  tool_call_started: (event, of) => {
    const { tool, input } = event.data;
    const call = callOf(of(event.thread), event, { tool, input });
    // Begun again after a crash, it is still the one call.
    if (call.placed?.action.kind === 'call' && call.placed.action.outcome === undefined) return;
    call.placed = { seq: event.seq, action: { kind: 'call', tool, input } };
  },
  tool_call_completed: (event, of) => endCall(of, event, 'completed'),
  tool_call_failed: (event, of) => endCall(of, event, 'failed'),
  tool_call_denied: (event, of) => endCall(of, event, 'denied'),
  tool_call_interrupted: (event, of) => {
    if (event.data.decision === 'reported') endCall(of, event, 'interrupted');
  },
  thread_created: (event, of) => {
    const { parent, place, directive, inputs, continuation_of: continued, spawned_by: call } = event.data;
    // Who is continued has ended so.
    if (parent === undefined || continued !== undefined) return;
    const placed: PlacedAction = { seq: event.seq, action: { kind: 'spawn', place, directive, inputs } };
    const doings = of(parent);
    const by = doings.calls.get(call ?? event.call_id ?? '');
    if (by) by.below.push(placed);
    else doings.entries.push({ placed });
  },
  card_created: ({ seq, thread, data: { card, column } }, of) =>
    add(of(thread), { seq, action: { kind: 'move', what: 'created', card, to: column } }),
  card_moved: ({ seq, thread, data: { card, from, to } }, of) =>
    add(of(thread), { seq, action: { kind: 'move', what: 'moved', card, from, to } }),
  card_returned: ({ seq, thread, data: { card, from, to } }, of) =>
    add(of(thread), { seq, action: { kind: 'move', what: 'returned', card, from, to } }),
  graph_step_started: (event, of) => {
    const doings = of(event.thread);
    const { node, type, index, input } = event.data;
    const call: Call | undefined = input && { asked: { tool: 'rye_execute', input }, below: [] };
    if (call) doings.calls.set(event.call_id ?? '', call);
    if (index !== undefined) {
      if (call) doings.step?.items.set(index, call);
      return;
    }
    doings.step = { placed: { seq: event.seq, action: { kind: 'step', node, type } }, items: new Map() };
    doings.entries.push(doings.step);
    if (call) doings.entries.push(call);
  },
  graph_step_completed: (event, of) => endStep(of(event.thread), event, 'completed'),
  graph_step_failed: (event, of) => endStep(of(event.thread), event, 'failed'),
  thread_completed: ({ thread, seq }, of) => end(of(thread), { seq, action: { kind: 'ending', status: 'completed' } }),
  thread_failed: ({ thread, seq, data: { error } }, of) =>
    end(of(thread), { seq, action: { kind: 'ending', status: 'error', code: error.code } }),
  thread_cancelled: ({ thread, seq }, of) => end(of(thread), { seq, action: { kind: 'ending', status: 'cancelled' } }),
  thread_killed: ({ thread, seq }, of) => end(of(thread), { seq, action: { kind: 'ending', status: 'killed' } }),
  thread_continued: ({ thread, seq }, of) => end(of(thread), { seq, action: { kind: 'ending', status: 'continued' } }),
  thread_resumed: ({ thread }, of) => {
    delete of(thread).ending;
  },
};

function add(doings: Doings, placed: PlacedAction): void {
  doings.entries.push({ placed });
}

function end(doings: Doings, ending: PlacedAction): void {
  doings.ending = ending;
}

function addCall(doings: Doings, callId: string, asked: Call['asked']): Call {
  const call: Call = { asked, below: [] };
  doings.calls.set(callId, call);
  doings.entries.push(call);
  return call;
}

function callOf(doings: Doings, { call_id: id = '' }: { call_id?: string | undefined }, asked: Call['asked']): Call {
  return doings.calls.get(id) ?? addCall(doings, id, asked);
}

type CallEnd = EventOf<'tool_call_completed' | 'tool_call_failed' | 'tool_call_denied' | 'tool_call_interrupted'>;

function endCall(of: (id: string) => Doings, event: CallEnd, outcome: CallOutcome): void {
  const { tool } = event.data;
  const call = callOf(of(event.thread), event, { tool, input: {} });
  // A denied call never began: what it was to be is what the model asked for.
  const action = call.placed?.action ?? { kind: 'call', tool, input: call.asked.input };
  if (action.kind !== 'call') return;
  call.placed = { seq: call.placed?.seq ?? event.seq, endSeq: event.seq, action: { ...action, outcome } };
}

function endStep(
  { step }: Doings,
  event: EventOf<'graph_step_completed' | 'graph_step_failed'>,
  outcome: 'completed' | 'failed',
): void {
  const action = step?.placed.action;
  if (!step || action?.kind !== 'step') return;
  const { next } = event.data;
  step.placed.endSeq = event.seq;
  step.placed.action = { ...action, outcome, ...(next !== undefined && { next }) };
}

function actionsOfEntry(entry: Entry): PlacedAction[] {
  if ('items' in entry) {
    const items = [...entry.items].sort(([a], [b]) => a - b).map(([, call]) => call);
    return [entry.placed, ...items.flatMap(actionsOfEntry)];
  }
  if ('below' in entry) return [...(entry.placed ? [entry.placed] : []), ...entry.below];
  return [entry.placed];
}

/** The same action with its card named by who made it. */
function withCardNames(placed: PlacedAction, names: Names): PlacedAction {
  const { action } = placed;
  if (action.kind === 'move') return { ...placed, action: { ...action, card: names.card(action.card) } };
  if (action.kind !== 'call' || !action.tool.startsWith('rye/board/')) return placed;
  const { card } = action.input;
  if (typeof card !== 'string') return placed;
  return { ...placed, action: { ...action, input: { ...action.input, card: names.card(card) } } };
}
