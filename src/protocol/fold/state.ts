import type { ErrorFact, Json, JsonObject } from '../errors.ts';
import type {
  ContentBlock,
  ContentFact,
  Effect,
  EventData,
  EventType,
  Field,
  Limits,
  StopReason,
  Usage,
} from '../events/index.ts';
import type { NanoUsd } from '../money.ts';
import type { Approval } from './approval.ts';
import type { Card } from './board.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { GraphWalk } from './graph.ts';

/** How a run stands; the last three are final. */
export type RunStatus = 'created' | 'running' | 'waiting' | 'paused' | 'blocked' | 'completed' | 'error' | 'cancelled';

/** How a thread stands; the last five are final. */
export type ThreadStatus =
  | 'created'
  | 'running'
  | 'waiting'
  | 'paused'
  | 'completed'
  | 'error'
  | 'cancelled'
  | 'killed'
  | 'continued';

/** How a tool call ended, as the model is told; `artifact` is the hash of the whole where `result` is a part of it. */
export type CallEnd =
  | { kind: 'completed'; result: Json | undefined; artifact?: string; seq: number }
  | { kind: 'failed' | 'denied'; error: ErrorFact; result: Json | undefined; artifact?: string; seq: number }
  | { kind: 'interrupted'; effect: Effect; seq: number };

/** One call that a model asked for, and how far it came. */
export interface ToolCallState {
  callId: string;
  /** The name that the model used. */
  name: string;
  input: JsonObject;
  /** The tool's id, once the call has begun or was denied. */
  tool?: string;
  effect?: Effect;
  startedSeq?: number;
  startedAt?: string;
  /** The thread's `idleMs` when the call began. */
  idleMsBefore?: number;
  end?: CallEnd;
}

/** A text given to a thread from outside of its conversation. */
export interface Injected {
  text: string;
  by: string;
  /** The thread and the tool call that said it. */
  call?: string | undefined;
}

/** That a thread makes no further call until it is told to go on. */
export interface Pause {
  by: string;
  at: string;
  reason?: string;
  /** It gets nowhere: told to go on, what it did until then no longer counts. */
  stuck?: boolean;
  /** The status that it goes on with. */
  from: ThreadStatus;
  /** From when on nothing of it is in flight: from then its time stands still. ISO 8601. */
  stillSince?: string;
}

/** One answer of the model, and what came of it. */
export interface TurnState {
  turn: number;
  content: ContentBlock[];
  stopReason: StopReason;
  calls: ToolCallState[];
  /** Texts given to the thread after this turn, in order. */
  injected: Injected[];
}

/** A model call that began and has no end in the log. */
export interface OpenModelCall {
  callId: string;
  turn: number;
  seq: number;
  startedAt: string;
  data: EventData<'model_call_started'>;
}

/** What one thread may spend and has spent, in nano-USD. */
export interface Account {
  /** Its own ceiling; absent: it draws on its parent's, call by call. */
  limit?: NanoUsd;
  /** Settled, by its own calls. */
  own: NanoUsd;
  /** Settled, by its whole subtree below. */
  children: NanoUsd;
  /** Calls in flight of itself and of those who draw on it, and what is left of active children's own ceilings. */
  reserved: NanoUsd;
  /** The part of `own` that was charged without an answer. */
  unsettled: NanoUsd;
  /** What answers that were taken over from another run had cost there; absent where there are none. */
  saved?: NanoUsd;
  /** What its parent set aside for it, until it ends. */
  grant?: NanoUsd;
}

/** One action of a hook on one occasion. */
export interface HookRun {
  hook: string;
  on: string;
  layer: number;
  occasion: number;
  action: number;
  /** A tool was called, so it may have done its work though there is no end. */
  started?: { effect: Effect };
  end?: { ok: true; result: Json } | { ok: false; error: ErrorFact };
}

/** Everything that is known of a thread, folded from its events. */
export interface ThreadState {
  id: string;
  place: string;
  directive: string;
  definition: string;
  status: ThreadStatus;
  depth: number;
  inputs: JsonObject;
  model: string;
  modelTier?: string;
  limits: Limits;
  capabilities: string[];
  /** Those that its parent does not hold. */
  granted?: string[];
  /** What is risky of them, and what its directive says of that. */
  risks?: NonNullable<EventData<'thread_created'>['risks']>;
  declaredOutputs: Field[];
  async: boolean;
  /** The thread below which it stands: a continuation stands below the thread that it continues. */
  parent?: string;
  key?: string;
  /** What a part of a conversation that was folded away is for; and whether it has returned. */
  branch?: { description: string; returned?: { partial: boolean } };
  /** The name by which its parent commands it; and since when it cannot any more, and by which call that was. */
  agent?: { name: string; deletedAt?: string; deletedBy?: { call: string; wasAtWork: boolean } };
  spawnedBy?: string;
  continuationOf?: string;
  continuation?: EventData<'thread_created'>['continuation'];
  continuedBy?: string;
  /** What the threads that it continues have used of its limits. */
  before?: { turns: number; tokens: number; spawns: number; activeMs: number };
  /** Turns of those threads that it still sees. */
  carried?: TurnState[];
  children: string[];
  /** Time in which nobody drove the thread, or it stood still, in ms; it does not count against its limit. */
  idleMs: number;
  createdAt: string;
  /** When it was last told to go on after an end, or with something new. */
  resumedAt?: string;
  /** How many turns it had then. */
  resumedAfter?: number;
  startedAt?: string;
  endedAt?: string;
  context?: EventData<'context_composed'>;
  turns: TurnState[];
  /** Texts given to the thread before its first turn. */
  injectedFirst: Injected[];
  /** Texts given to it while a call was in flight, which does not know of them: they come after its answer. */
  injectedMeanwhile: Injected[];
  openModelCall?: OpenModelCall;
  /** Failed model calls since the last answer. */
  failuresInARow: number;
  /** All of them; absent where there was none. */
  failures?: number;
  lastFailure?: EventData<'model_call_failed'>;
  /** ISO time before which no model call may be made. */
  retryAt?: string;
  /** Those that were taken over are among them. */
  modelCalls: number;
  toolCalls: number;
  /** How many of the calls were taken over from another run, and what they used there; and the thread's counterpart there,
   * where all were. */
  takenOver?: { modelCalls: number; toolCalls: number; usage: Usage; from?: { run: string; thread: string } };
  usage: Usage;
  /** Input tokens of the last answered call, its cache tokens included, and the frame that they were counted in. */
  lastInput?: { tokens: number; frame?: string };
  /** How many turns it had when somebody let it go on though it got nowhere. */
  patientAfter?: number;
  /** What it said last of how far it is. */
  progress?: { text: string; perCent?: number; at: string };
  waitsOn: string[];
  waitingSince?: string;
  pause?: Pause;
  limitReached?: EventData<'limit_reached'>;
  /** The question that it waits for an answer to. */
  asksAbout?: string;
  /** It may answer once more though a limit is reached: up to this turn, and until then. ISO 8601. */
  wrapUp?: { turn: number; until: string };
  outputs?: JsonObject;
  result?: string;
  error?: ErrorFact;
  /** Who ended it, where it was cancelled or killed. */
  endedBy?: { by: string; reason?: string };
  filesRead: string[];
  filesWritten: string[];
  /** What its hooks did, in order; absent where none ran. */
  hookRuns?: HookRun[];
  /** By event, the last occasion on which all hooks have run, and what came of it. */
  hooksDispatched?: Readonly<Record<string, Omit<EventData<'hooks_dispatched'>, 'on'>>>;
  /** How far it has come, where a graph walks here and no model is asked. */
  graph?: GraphWalk;
  account: Account;
}

/** A definition that the run uses, and the event that pinned it. */
export interface PinnedDefinition extends EventData<'definition_pinned'> {
  seq: number;
}

/** Everything that is known of a run, folded from its events. */
export interface RunState {
  runId: string;
  status: RunStatus;
  started?: EventData<'run_started'>;
  startedAt?: string;
  endedAt?: string;
  root?: string;
  /** Seq of the last event. */
  seq: number;
  lastAt?: string;
  fence: number;
  threads: Map<string, ThreadState>;
  byPlace: Map<string, string>;
  definitions: PinnedDefinition[];
  artifacts: Map<string, ContentFact>;
  data: Map<string, ContentFact>;
  files: Map<string, ContentFact>;
  /** Wishes that were taken in, by id, with the reason where nothing came of one. */
  intents: Map<string, { refused?: string }>;
  /** Questions about actions, by id, in the order in which they were asked. */
  approvals: Map<string, Approval>;
  /** Tasks on the board, by id, in the order in which they were made. */
  cards: Map<string, Card>;
  /** Knowledge items that were recorded, and by which call. */
  memories: { item: string; call?: string }[];
  /** In the order in which they were saved. */
  checkpoints: Checkpoint[];
  outputs?: JsonObject;
  result?: string;
  error?: ErrorFact;
  recoveries: number;
  /** The run and the event that it was forked from, last. */
  forkedFrom?: { run: string; seq: number; at: number };
  /** When what was said in it was taken out; ISO 8601. */
  prunedAt?: string;
  /** Time in which nobody drove the run, or it was paused, in ms. */
  idleMs: number;
  pausedAt?: string;
  /** What the run held when it was last paused for its size. */
  sizePausedAtBytes?: number;
}

/** An empty run, before its first event. */
export function createRunState(): RunState {
  return {
    runId: '',
    status: 'created',
    seq: 0,
    fence: 0,
    threads: new Map(),
    byPlace: new Map(),
    definitions: [],
    artifacts: new Map(),
    data: new Map(),
    files: new Map(),
    intents: new Map(),
    approvals: new Map(),
    cards: new Map(),
    memories: [],
    checkpoints: [],
    recoveries: 0,
    idleMs: 0,
  };
}

const FINAL: ReadonlySet<ThreadStatus> = new Set(['completed', 'error', 'cancelled', 'killed', 'continued']);

/** True where nothing more can happen to a thread: every state but created, running, waiting and paused. */
export function isFinal(status: ThreadStatus): boolean {
  return FINAL.has(status);
}

const RUN_ENDS: ReadonlySet<EventType> = new Set(['run_completed', 'run_failed', 'run_cancelled']);

/** True for the event that ends a run: nothing follows it until somebody resumes the run. */
export function endsRun(event: { type: EventType }): boolean {
  return RUN_ENDS.has(event.type);
}

/** True where the run has ended; it can still be gone on with by a message or a larger limit. */
export function isRunFinal(status: RunStatus): boolean {
  return status === 'completed' || status === 'error' || status === 'cancelled';
}
