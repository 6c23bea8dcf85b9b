import { type NanoUsd, toNano } from '../money.ts';
import type { Account, RunState, ThreadState } from './state.ts';

/**
 * The money of a run: one account a thread, moved only by events.
 *
 * A thread with a ceiling of its own holds a *grant*: its parent (and whoever that parent draws on) has set the whole
 * ceiling aside. One without draws on its parent, call by call. Invariant, at any event: for every account with a limit,
 * `own + children + reserved <= limit`; and the settled amounts of all threads add up to the root's `own + children`.
 */

export function openAccount(limitUsd: number | undefined, grantUsd: number | undefined): Account {
  return {
    ...(limitUsd !== undefined && { limit: toNano(limitUsd) }),
    ...(grantUsd !== undefined && { grant: toNano(grantUsd) }),
    own: 0,
    children: 0,
    reserved: 0,
    unsettled: 0,
  };
}

/** What the thread can still promise: its own remainder and that of everyone it draws on. */
export function remainingOf(state: RunState, thread: ThreadState): NanoUsd {
  let remaining = Number.POSITIVE_INFINITY;
  for (const payer of payers(state, thread)) {
    const { limit, own, children, reserved, grant } = payer.account;
    if (limit !== undefined) remaining = Math.min(remaining, limit - own - children - reserved);
    // A grant that was renewed can be less than what is left of the ceiling: more is not set aside.
    if (grant !== undefined) remaining = Math.min(remaining, grant - reserved);
  }
  return remaining;
}

/** True where a call in flight holds money that the thread could draw on once that call has settled. */
export function isMoneyInFlight(state: RunState, thread: ThreadState): boolean {
  const own = new Set(payers(state, thread));
  for (const other of state.threads.values()) {
    if (other.openModelCall && [...payers(state, other)].some((payer) => own.has(payer))) return true;
  }
  return false;
}

/** Sets `amount` aside with the thread and with those it draws on. */
export function reserve(state: RunState, thread: ThreadState, amount: NanoUsd): void {
  for (const payer of payers(state, thread)) payer.account.reserved += amount;
}

export function release(state: RunState, thread: ThreadState, amount: NanoUsd): void {
  reserve(state, thread, -amount);
}

/** Charges `cost` to the thread, and to every ancestor as its children's. A grant on the way is used up by as much. */
export function charge(state: RunState, thread: ThreadState, cost: NanoUsd): void {
  thread.account.own += cost;
  drawOnGrant(state, thread, cost);
  for (const ancestor of ancestors(state, thread)) {
    ancestor.account.children += cost;
    drawOnGrant(state, ancestor, cost);
  }
}

/**
 * The thread has ended: what it did not use of its grant goes back. What descendants that are still at work hold of it
 * stays set aside, from now on with its parent.
 */
export function closeAccount(state: RunState, thread: ThreadState): void {
  const { grant, reserved } = thread.account;
  const parent = parentOf(state, thread);
  if (grant === undefined || parent === undefined) return;
  delete thread.account.grant;
  release(state, parent, grant - reserved);
}

/**
 * Sets what is left of a thread's own ceiling aside again, where the thread goes on after its end: as much of it as its
 * parent still has.
 */
export function reopenAccount(state: RunState, thread: ThreadState): void {
  const { limit, own, children, grant, reserved } = thread.account;
  const parent = parentOf(state, thread);
  if (parent === undefined || limit === undefined || grant !== undefined) return;
  release(state, parent, reserved);
  const renewed = Math.max(reserved, Math.min(limit - own - children, remainingOf(state, parent)));
  thread.account.grant = renewed;
  reserve(state, parent, renewed);
}

/** A thread's own ceiling is raised, and what its parent sets aside for it with it: the caller has looked that there is so much. */
export function raiseLimit(state: RunState, thread: ThreadState, to: NanoUsd): void {
  const { account } = thread;
  const more = to - (account.limit ?? to);
  account.limit = to;
  const parent = parentOf(state, thread);
  if (account.grant === undefined || parent === undefined) return;
  account.grant += more;
  reserve(state, parent, more);
}

function drawOnGrant(state: RunState, thread: ThreadState, cost: NanoUsd): void {
  const { grant } = thread.account;
  const parent = parentOf(state, thread);
  if (grant === undefined || parent === undefined) return;
  const used = Math.min(grant, cost);
  thread.account.grant = grant - used;
  release(state, parent, used);
}

/** The thread and those it draws on: up to and with the first that holds a grant, or the root. */
function* payers(state: RunState, thread: ThreadState): Generator<ThreadState> {
  yield thread;
  if (thread.account.grant !== undefined) return;
  for (const ancestor of ancestors(state, thread)) {
    yield ancestor;
    if (ancestor.account.grant !== undefined) return;
  }
}

function* ancestors(state: RunState, thread: ThreadState): Generator<ThreadState> {
  for (let parent = parentOf(state, thread); parent; parent = parentOf(state, parent)) yield parent;
}

function parentOf(state: RunState, thread: ThreadState): ThreadState | undefined {
  return thread.parent === undefined ? undefined : state.threads.get(thread.parent);
}
