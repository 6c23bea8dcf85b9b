import {
  chainEnd,
  chainStart,
  type EventDraft,
  type Intent,
  isFinal,
  type JsonObject,
  LimitNameSchema,
  LimitsSchema,
  type RunState,
  remainingOf,
  type ThreadState,
  toNano,
  toUsd,
} from '#protocol';
import { draftAnswer } from '../approvals/draft-answer.ts';

/** What a wish comes to: the facts that follow from it at once, or why nothing does, and what was found out on the way. */
export type Steering = { drafts: EventDraft[] } | { refused: string; drafts?: EventDraft[] };

/** A wish that names its thread. */
export type TargetedIntent = Intent & { target: string };

type Draft = (state: RunState, thread: ThreadState, intent: TargetedIntent, projectRoot: string) => Steering;

const drafters: Readonly<Partial<Record<Intent['kind'], Draft>>> = {
  // Each thread says itself how it ended: whoever drives it ends its calls first.
  cancel: () => ({ drafts: [] }),
  kill: () => ({ drafts: [] }),
  pause: (state, thread, { by }) => ({
    drafts: [
      ...subtree(state, thread)
        // One that rye has paused, to ask something, does not go on with the answer then.
        .filter(({ pause }) => !pause || (pause.by === 'rye' && by !== 'rye'))
        .map(({ id }): EventDraft => ({ thread: id, type: 'thread_paused', data: { by } })),
      ...(thread.id === state.root && state.status !== 'paused'
        ? [{ thread: thread.id, type: 'run_paused', data: { by } } as const]
        : []),
    ],
  }),
  unpause: (state, thread, { by }) => ({ drafts: draftUnpause(state, thread, by) }),
  message: (state, thread, { by, args }) => {
    const text = args?.['text'];
    if (typeof text !== 'string' || text === '') return { refused: 'it says nothing' };
    return { drafts: [{ thread: chainEnd(state, thread).id, type: 'message_injected', data: { text, by } }] };
  },
  approve: (state, _thread, intent, projectRoot) => draftAnswer(state, intent, projectRoot),
  deny: (state, _thread, intent, projectRoot) => draftAnswer(state, intent, projectRoot),
  raise_budget: draftRaise,
  raise_limit: draftRaiseLimit,
  wrap_up: (state, target, { by }) => {
    const thread = chainEnd(state, target);
    if (thread.limitReached === undefined || !thread.pause) return { refused: 'it does not stand at a limit' };
    return {
      drafts: [
        { thread: thread.id, type: 'wrap_up_granted', data: { by } },
        { thread: thread.id, type: 'message_injected', data: { text: WRAP_UP, by: 'rye' } },
        { thread: thread.id, type: 'thread_unpaused', data: { by } },
      ],
    };
  },
};

const WRAP_UP =
  'You have reached a limit: this is your last turn. Hand over what you have now, with `directive_return` where there are outputs to return, and say what is left undone.';

/** True for a wish that a driver can act on. */
export function isSteering({ kind }: Intent): boolean {
  return kind in drafters || kind === 'move_card';
}

/** Decides from the state alone, so that whoever takes the wish in, and how often, comes to the same. */
export function draftSteering(state: RunState, intent: TargetedIntent, projectRoot: string): Steering {
  const thread = state.threads.get(intent.target);
  const refused = refusalFor(state, thread);
  if (!thread || refused !== undefined) return { refused: refused ?? '' };
  return (
    drafters[intent.kind]?.(state, thread, intent, projectRoot) ?? { refused: `nobody can act on "${intent.kind}"` }
  );
}

/** Why nothing can be wished of a thread any more; undefined where it can. */
export function refusalFor(state: RunState, thread: ThreadState | undefined): string | undefined {
  if (!thread) return 'there is no such thread';
  const last = chainEnd(state, thread);
  return isFinal(last.status) ? `it has ended already (${last.status})` : undefined;
}

/** The fact that a wish was taken in. What a message says stands in the message alone. */
export function draftReceived(intent: TargetedIntent, thread: string, refused?: string): EventDraft {
  const { id, kind, by, target, args } = intent;
  const kept: JsonObject | undefined = kind === 'message' ? undefined : args;
  return {
    thread,
    type: 'intent_received',
    data: { intent: id, kind, by, target, ...(kept && { args: kept }), ...(refused !== undefined && { refused }) },
  };
}

/** A thread and everything below it goes on; the run too, where the thread is its root. */
export function draftUnpause(state: RunState, thread: ThreadState, by: string): EventDraft[] {
  return [
    ...(thread.id === state.root && state.status === 'paused'
      ? [{ thread: thread.id, type: 'run_unpaused', data: { by } } as const]
      : []),
    ...subtree(state, thread)
      .filter(({ pause }) => pause)
      .map(({ id }): EventDraft => ({ thread: id, type: 'thread_unpaused', data: { by } })),
  ];
}

/** Every thread from here down that has not ended, the highest first. */
export function subtree(state: RunState, thread: ThreadState): ThreadState[] {
  const below = thread.children.flatMap((id) => {
    const child = state.threads.get(id);
    return child ? subtree(state, child) : [];
  });
  return isFinal(thread.status) ? below : [thread, ...below];
}

/** The money is the run's, and so its root's. */
function draftRaise(state: RunState, thread: ThreadState, { by, args }: TargetedIntent): Steering {
  const toUsdWished = args?.['usd'];
  const { limit } = thread.account;
  if (typeof toUsdWished !== 'number' || toUsdWished < 0 || !Number.isSafeInteger(toNano(toUsdWished)))
    return { refused: 'it names no amount' };
  if (thread.id !== state.root) return { refused: 'only the budget of the run can be raised' };
  if (limit === undefined) return { refused: 'the run has no budget' };
  if (toNano(toUsdWished) <= limit) return { refused: `the budget is ${toUsd(limit)} USD already` };
  const data = { thread: thread.id, from_usd: toUsd(limit), to_usd: toUsdWished, by };
  const waiting = [...state.threads.values()].filter(
    (each) => each.pause?.by === 'rye' && each.limitReached?.limit === 'spend',
  );
  return {
    drafts: [
      { thread: thread.id, type: 'budget_raised', data },
      // Whoever stood at the limit looks at it anew.
      ...waiting.map(({ id }): EventDraft => ({ thread: id, type: 'thread_unpaused', data: { by } })),
    ],
  };
}

/** A thread's own ceiling; one that stands at it goes on. The money comes out of its parent's. */
function draftRaiseLimit(state: RunState, target: ThreadState, { by, args }: TargetedIntent): Steering {
  const thread = chainEnd(state, target);
  const limit = LimitNameSchema.safeParse(args?.['limit']).data;
  const to = args?.['to'];
  if (limit === undefined || typeof to !== 'number' || !LimitsSchema.safeParse({ [limit]: to }).success)
    return { refused: 'it names no limit and no number' };
  const payer = limit === 'spend' ? chainStart(state, thread) : thread;
  const from = payer.limits[limit];
  if (from === undefined) return { refused: `it has no limit of ${limit} of its own` };
  if (to <= from) return { refused: `its limit of ${limit} is ${from} already` };
  if (limit === 'spend' && payer.id === state.root) return { refused: 'raise the budget of the run' };
  const parent = state.threads.get(payer.parent ?? '');
  const more = limit === 'spend' ? toNano(to) - toNano(from) : 0;
  if (parent && more > remainingOf(state, parent))
    return { refused: `its parent has ${toUsd(Math.max(0, remainingOf(state, parent)))} USD left` };
  const goesOn = thread.pause?.by === 'rye' && thread.limitReached?.limit === limit;
  return {
    drafts: [
      { thread: payer.id, type: 'limit_raised', data: { limit, from, to, by } },
      ...(goesOn ? [{ thread: thread.id, type: 'thread_unpaused', data: { by } } as const] : []),
    ],
  };
}
