import {
  applyEvent,
  chainEnd,
  createRunState,
  ExitCode,
  foldRun,
  type Intent,
  isFinal,
  isoTime,
  isRunFinal,
  type JsonObject,
  type LimitName,
  type RunState,
  type RunWriter,
  RyeError,
  type Store,
} from '#protocol';
import { recordSteering, type TargetedIntent } from '#runtime';
import type { AppContext } from './app-context.ts';
import { UsageError } from './errors.ts';
import { type CardMove, carryMove, gatesMs, moveArgs } from './move-card.ts';
import { openProject } from './open-project.ts';
import { findThread } from './read-run.ts';

/** What somebody wants of a run, or of one thread of it (by id or place) with everything below. */
export type Wish =
  | { kind: 'pause' | 'unpause' | 'cancel' | 'kill' | 'wrap_up'; thread?: string }
  | { kind: 'message'; thread?: string; text: string }
  | { kind: 'raise_budget'; usd: number }
  | { kind: 'raise_limit'; thread?: string; limit: LimitName; to: number }
  /** A card goes to a column: forward through the gates, back with a note that says why. */
  | ({ kind: 'move_card' } & CardMove)
  /** An answer to a question of a thread, for the exact action that `digest` names. */
  | ({ kind: 'approve' | 'deny'; thread: string } & ApprovalAnswer);

/** What somebody says to a question about an action. */
export interface ApprovalAnswer {
  /** Id of the question. */
  approval: string;
  digest: string;
  scope?: 'once' | 'run' | 'pattern';
  pattern?: string;
  /** What is called instead. */
  input?: JsonObject;
  note?: string;
}

/** What came of a wish. */
export interface Steered {
  run_id: string;
  /** Thread id. */
  thread: string;
  /** Who made it a fact: the driver of the run, or this process, where nobody drove. */
  by: 'driver' | 'asker';
}

/** The driver of a run did not take in what it was asked in time; the wish stays in its inbox. */
export class DriverSilentError extends RyeError {
  readonly code = 'app/driver-silent';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { run_id: string; waited_ms: number }) {
    super(`The driver of ${facts.run_id} has not answered within ${facts.waited_ms / 1000} s.`, {
      hint: 'The wish stays in its inbox and is taken in as soon as it can be.',
      data: facts,
    });
  }
}

/** A wish was taken in, and nothing comes of it. */
export class WishRefusedError extends RyeError {
  readonly code = 'app/wish-refused';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { run_id: string; kind: string; reason: string }) {
    super(
      facts.kind === 'move_card'
        ? `The card stays where it is: ${facts.reason}.`
        : `Nothing came of "${facts.kind}" for ${facts.run_id}: ${facts.reason}.`,
      {
        hint:
          facts.kind === 'move_card'
            ? `See the board with \`rye log ${facts.run_id} --type card_moved,card_returned,gate_passed,gate_failed\`.`
            : `See how it stands with \`rye status ${facts.run_id}\`.`,
        data: facts,
      },
    );
  }
}

/** How long a living driver is given to make an intent a fact, in ms. */
const DRIVER_PATIENCE_MS = 10_000;

/** Between two looks at the run, in ms. */
const LOOK_MS = 50;

/**
 * Steers a run. Where another process drives it, the wish goes into its inbox and this one waits for the fact; where
 * nobody does, this one takes the lease, records it, and lets go. A thread that is cancelled or killed has ended when
 * this returns; one that is paused may have a call in flight, which is finished.
 * @throws {RyeError} unknown run or thread; one that has ended already; {@link WishRefusedError}
 * {@link DriverSilentError}
 */
export async function steerRun(context: AppContext, runId: string, wish: Wish): Promise<Steered> {
  const project = await openProject(context);
  const { store, root } = project;
  const state = foldRun(await store.read(runId));
  const target = targetOf(state, wish);
  const intent = await draftIntent(context, wish, target);
  if ((await store.holder(runId))?.alive) {
    await store.send(runId, intent);
    const patienceMs = DRIVER_PATIENCE_MS + (wish.kind === 'move_card' ? await gatesMs(project) : 0);
    if (await untilTaken(context, store, { runId, intent, patienceMs }))
      return { run_id: runId, thread: target, by: 'driver' };
  }
  const writer = await openFreed(context, store, runId);
  try {
    const { refused } =
      wish.kind === 'move_card'
        ? await carryMove(context, project, { writer, intent })
        : await recordSteering(writer, intent, { driver: context.process, projectRoot: root });
    if (wish.kind === 'approve' || wish.kind === 'deny') (await import('#store')).failpoint('approval-answered');
    await writer.settleIntent(intent.id);
    if (refused !== undefined) throw new WishRefusedError({ run_id: runId, kind: wish.kind, reason: refused });
  } finally {
    await writer.close();
  }
  return { run_id: runId, thread: target, by: 'asker' };
}

/** Opens a run that nobody drives; another process that steers it too is waited for. @throws {RyeError} `store/held` */
async function openFreed(context: AppContext, store: Store, runId: string): Promise<RunWriter> {
  const until = context.clock.now() + DRIVER_PATIENCE_MS;
  for (;;) {
    try {
      return await store.open(runId);
    } catch (error) {
      if (!(error instanceof RyeError) || error.code !== 'store/held' || context.clock.now() >= until) throw error;
      await context.clock.sleep(LOOK_MS);
    }
  }
}

/** @throws {UsageError} there is nothing to steer any more */
function targetOf(state: RunState, wish: Wish): string {
  const { runId, root = '' } = state;
  const name = 'thread' in wish ? wish.thread : undefined;
  const thread = name === undefined ? state.threads.get(root) : findThread(state, name);
  if (!(thread ? isFinal(chainEnd(state, thread).status) : isRunFinal(state.status))) return thread?.id ?? root;
  throw new UsageError(
    `${name ?? runId} has ended already: there is nothing to ${WORDS[wish.kind]}.`,
    wish.kind === 'message' && thread?.id === root
      ? `Let it go on with \`rye resume ${runId} --message TEXT\`.`
      : `See \`rye status ${runId}\`.`,
  );
}

const WORDS = {
  pause: 'pause',
  unpause: 'unpause',
  cancel: 'cancel',
  kill: 'kill',
  message: 'tell it',
  raise_budget: 'raise',
  raise_limit: 'raise',
  move_card: 'move',
  wrap_up: 'wrap up',
  approve: 'approve',
  deny: 'deny',
} as const satisfies Record<Wish['kind'], string>;

async function draftIntent(context: AppContext, wish: Wish, target: string): Promise<TargetedIntent> {
  const { kind } = wish;
  const args = await argsOf(context, wish);
  const at = isoTime(context.clock.now());
  return { id: `${kind}-${context.randomness.hex(8)}`, kind, by: 'user', at, target, ...(args && { args }) };
}

/** A secret that somebody pastes into a message or a new input is gone before the first write. */
async function argsOf({ env }: AppContext, wish: Wish): Promise<JsonObject | undefined> {
  if (wish.kind === 'raise_budget') return { usd: wish.usd };
  if (wish.kind === 'raise_limit') return { limit: wish.limit, to: wish.to };
  if (wish.kind === 'move_card') return moveArgs(env, wish);
  if (wish.kind !== 'message' && wish.kind !== 'approve' && wish.kind !== 'deny') return undefined;
  const { createRedactor } = await import('#tools');
  const redactor = createRedactor({ env });
  if (wish.kind === 'message') return { text: await redactor.text(wish.text) };
  const { kind: _kind, thread: _thread, ...answer } = wish;
  return redactor.json({ ...answer });
}

/**
 * Waits for the driver to make the wish a fact and, where it ends threads, for their end.
 * @returns false where the driver is gone
 * @throws {DriverSilentError} {@link WishRefusedError}
 */
async function untilTaken(
  context: AppContext,
  store: Store,
  { runId, intent, patienceMs }: { runId: string; intent: Intent; patienceMs: number },
): Promise<boolean> {
  const { id, kind, target = '' } = intent;
  const ends = kind === 'cancel' || kind === 'kill';
  const until = context.clock.now() + patienceMs;
  const tail = store.tail(runId);
  const state = createRunState();
  while (context.clock.now() < until) {
    // Asked before the log is read: what a driver wrote before it ended is in there.
    const alive = (await store.holder(runId))?.alive === true;
    for (let events = await tail.next(); events.length > 0; events = await tail.next())
      for (const event of events) applyEvent(state, event);
    const taken = state.intents.get(id);
    if (taken?.refused !== undefined) throw new WishRefusedError({ run_id: runId, kind, reason: taken.refused });
    if (taken && (!ends || hasEnded(state, target))) return true;
    if (!alive) return false;
    await context.clock.sleep(LOOK_MS);
  }
  throw new DriverSilentError({ run_id: runId, waited_ms: patienceMs });
}

/** A run ends a moment after its root. */
function hasEnded(state: RunState, thread: string): boolean {
  if (thread === state.root) return isRunFinal(state.status);
  const target = state.threads.get(thread);
  return target !== undefined && isFinal(chainEnd(state, target).status);
}
