import {
  type EventData,
  type ForeachNode,
  isFinal,
  type Json,
  type JsonObject,
  type ThreadState,
  type ToolCallState,
} from '#protocol';
import { runCall } from '../calls/run-call.ts';
import { sleepUntil } from '../operations/sleep-until.ts';
import { threadReport } from '../operations/thread-report.ts';
import { findCached, keepCached } from './cache.ts';
import { callInput } from './call-input.ts';
import { failNode } from './fail-node.ts';
import { fill, itemContext, nodeContext, wayOn } from './node-context.ts';
import { tooLarge } from './state-size.ts';
import { unwrapResult } from './unwrap-result.ts';
import { currentOf, nodeNamed, placeOf, type WalkSite } from './walk-site.ts';
import { wholeResult } from './whole-result.ts';

/** How long a graph without a limit of its own waits for a thread of an item, in ms. */
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000;

/** What one item of a foreach is worked at with. */
interface ItemSite extends WalkSite {
  node: ForeachNode;
  at: { node: string; step: number };
  list: readonly Json[];
}

/**
 * Works at the items of a foreach, one after the other or so many at once, until all are done, or the thread is to stand
 * still or end. An item that fails is counted, and stops nothing.
 */
export async function walkItems(site: WalkSite): Promise<void> {
  const { run, thread, graph, walk } = site;
  const at = currentOf(walk);
  const node = nodeNamed(graph, at.node);
  const items = walk.current?.items;
  if (node.type !== 'foreach' || !items) throw new Error(`node ${at.node} goes through no list`);
  const over = fill(node.over, nodeContext(thread, run.ports.clock.now()), 'over').value;
  const list = Array.isArray(over) ? over : [];
  const here: ItemSite = { ...site, node, at, list };
  if (items.done.size >= items.count) return leaveItems(here);
  const atOnce = node.parallel ? (node.maxConcurrency ?? walk.maxConcurrency) : 1;
  if (node.parallel && makesThreads(node)) await withThreads(here, atOnce);
  else await side(here, atOnce);
}

/** Whether the items are threads; which tool is called is known before its placeholders are filled. */
function makesThreads({ action }: ForeachNode): boolean {
  return action['item_type'] === 'directive' || action['item_type'] === 'graph';
}

/** Calls in this thread, so many at a time. What goes wrong with one waits until the others that have begun are done. */
async function side(site: ItemSite, atOnce: number): Promise<void> {
  const { run, thread, list } = site;
  const open = openItems(site);
  let fault: { error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let index = open.next(); !index.done && !fault && mayGoOn(site); index = open.next()) {
      try {
        const call = await begin(site, index.value, list[index.value] ?? null);
        if (!call) continue;
        if (!call.end) await runCall({ run, thread, call });
        await end(site, index.value, call);
      } catch (error) {
        fault ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  run.checkInterrupt();
  if (fault) throw fault.error;
}

/** Threads, so many at a time: the graph sleeps while they work, and begins the next when one has ended. */
async function withThreads(site: ItemSite, atOnce: number): Promise<void> {
  const { run, thread, list } = site;
  const open = openItems(site);
  const working = new Map<number, { call: ToolCallState; child: string }>();
  const begun = async (index: number): Promise<void> => {
    const call = await begin(site, index, list[index] ?? null);
    if (!call) return;
    if (!call.end) await runCall({ run, thread, call });
    const child = childOf(call);
    if (child === undefined) await end(site, index, call);
    else working.set(index, { call, child });
  };
  for (;;) {
    while (working.size < atOnce && mayGoOn(site)) {
      const index = open.next();
      if (index.done) break;
      await begun(index.value);
    }
    if (working.size === 0 || !mayGoOn(site)) return run.checkInterrupt();
    const on = [...working.values()].map(({ child }) => child);
    const { ended } = await sleepUntil(run, thread.id, {
      on,
      untilMs: run.ports.clock.now() + LONGEST_WAIT_MS,
      any: true,
    });
    const byFirst = new Map(on.map((id, nth) => [id, ended[nth]]));
    for (const [index, { call, child }] of working) {
      const last = byFirst.get(child);
      if (!last || !isFinal(last.status)) continue;
      working.delete(index);
      await end(site, index, call, last);
    }
  }
}

/** The places of the items that are not done, in order; those that had begun are among them. */
function* openItems({ walk }: ItemSite): Generator<number> {
  const items = walk.current?.items;
  for (let index = 0; index < (items?.count ?? 0); index += 1) if (!items?.done.has(index)) yield index;
}

function mayGoOn({ run, thread }: ItemSite): boolean {
  return !thread.pause && !run.signalOf(thread.id).aborted;
}

/** The thread that a call has made, and goes on without. */
function childOf({ end: done }: ToolCallState): string | undefined {
  const result = done?.kind === 'completed' ? (done.result as JsonObject | undefined) : undefined;
  return typeof result?.['thread_id'] === 'string' ? result['thread_id'] : undefined;
}

/** Begins an item; one that had begun is found. Undefined where it is done already: it cannot be called, or is known. */
async function begin(site: ItemSite, index: number, item: Json): Promise<ToolCallState | undefined> {
  const { run, thread, node, at, walk } = site;
  const visits = walk.visits.filter((each) => each.node === at.node).length;
  const callId = `g${at.step}${visits > 1 ? `v${visits}` : ''}.${index}`;
  const find = (): ToolCallState | undefined => thread.turns.at(-1)?.calls.find((each) => each.callId === callId);
  const known = find();
  if (known) return known;
  const context = itemContext(thread, run.ports.clock.now(), { as: node.as, item, parallel: node.parallel });
  const call = callInput(node.action, context, `${placeOf(at.node, visits - 1)}[${index}]`);
  if ('problem' in call) {
    const result = { status: 'error', error: call.problem };
    complete(site, index, callId, {
      ...collected(node, result),
      error: { code: 'runtime/bad-node', message: call.problem },
    });
    return undefined;
  }
  const input = node.parallel && makesThreads(node) ? { ...call.input, async: true } : call.input;
  if (node.cache) {
    const cached = await findCached(site, at.node, input);
    if (cached !== undefined) {
      complete(site, index, callId, { ...collected(node, cached) });
      return undefined;
    }
  }
  // The call that follows is durable before anything of it happens, and so is this before it.
  run.session.note({
    thread: thread.id,
    call_id: callId,
    type: 'graph_step_started',
    data: { ...at, type: 'foreach', index, input, ...(call.empty.length > 0 && { empty: call.empty }) },
  });
  return find();
}

/** An item is done. @param child The thread that worked at it, where one did */
async function end(site: ItemSite, index: number, call: ToolCallState, child?: ThreadState): Promise<void> {
  const { run, node, at } = site;
  if (!call.end) return;
  const outcome = child ? ofThread(child) : unwrapResult(await wholeResult(run, call.end));
  if (outcome.error) {
    complete(site, index, call.callId, { ...collected(node, outcome.result), error: outcome.error });
    return;
  }
  if (node.cache) await keepCached(site, at.node, call, outcome.result);
  complete(site, index, call.callId, collected(node, outcome.result));
}

function ofThread(child: ThreadState): { result: JsonObject; error?: EventData<'thread_failed'>['error'] } {
  const result = threadReport(child);
  if (child.status === 'completed') return { result };
  const error = child.error ?? { code: `thread/${child.status}`, message: `The thread was ${child.status}.` };
  return { result: { ...result, status: 'error', error: error.message }, error };
}

/** What the list of results takes of an item: of a thread its id, of a failure what is told of it. */
function collected({ collect }: ForeachNode, result: JsonObject): { result?: Json } {
  if (collect === undefined) return {};
  const { thread_id: id, status } = result;
  return { result: typeof id === 'string' && status !== 'error' ? id : result };
}

function complete(
  { run, thread, at }: ItemSite,
  index: number,
  callId: string,
  data: Pick<EventData<'foreach_item_completed'>, 'result' | 'error'>,
): void {
  run.session.note({
    thread: thread.id,
    call_id: callId,
    type: 'foreach_item_completed',
    data: { ...at, index, ...data },
  });
  run.ports.probe('foreach-item-completed');
}

/** All items are done: the list of results is set, and the graph goes on; or the node has failed with its items. */
async function leaveItems(site: ItemSite): Promise<void> {
  const { run, thread, node, at, walk } = site;
  const items = walk.current?.items;
  const failed = items?.failed ?? [];
  const results = Array.from({ length: items?.count ?? 0 }, (_, index) => items?.results.get(index) ?? null);
  const assigned: JsonObject = node.collect === undefined ? {} : { [node.collect]: results };
  const error = tooLarge(walk.state, assigned);
  if (error) return failNode(site, at, { error, result: {} });
  if (failed.length > 0 && node.onItemError === 'fail') {
    const first = failed.reduce((least, each) => (each.index < least.index ? each : least));
    const message = `${failed.length} of ${items?.count} items failed, the first at ${first.index}: ${first.error.message}`;
    return failNode(site, at, { error: { code: 'runtime/items-failed', message }, result: {} });
  }
  // The name of an item is gone with the last of them, and what had it before (formats 6.6).
  const removed = node.parallel || !(node.as in walk.state) || node.as === node.collect ? [] : [node.as];
  const state = { ...walk.state, ...assigned };
  for (const key of removed) delete state[key];
  const next = wayOn(node.next, state, {});
  await run.session.append({
    thread: thread.id,
    type: 'graph_step_completed',
    data: {
      ...at,
      ...(node.collect !== undefined && { assigned }),
      ...(removed.length > 0 && { removed }),
      ...(failed.length > 0 && { failed_items: failed.length }),
      ...(next !== undefined && { next }),
    },
  });
  run.ports.probe('graph-step-completed');
}
