import type {
  ActionNode,
  ErrorFact,
  EventDraft,
  ForeachNode,
  GateNode,
  GraphNode,
  JsonObject,
  ReturnNode,
  ToolCallState,
} from '#protocol';
import { findCached, keepCached } from './cache.ts';
import { callInput } from './call-input.ts';
import { failNode } from './fail-node.ts';
import { assign, fill, nodeContext, wayOn } from './node-context.ts';
import { tooLarge } from './state-size.ts';
import { unwrapResult } from './unwrap-result.ts';
import { currentOf, nodeNamed, placeOf, type WalkSite } from './walk-site.ts';
import { wholeResult } from './whole-result.ts';

/** A node is visited: one that calls nothing is left at once. */
export async function visit(site: WalkSite, name: string): Promise<void> {
  const { run, thread, graph, walk: state } = site;
  const node = nodeNamed(graph, name);
  const at = { node: name, step: state.steps + 1 };
  const context = nodeContext(thread, run.ports.clock.now());
  const start = (data: JsonObject = {}, callId?: string): EventDraft => ({
    thread: thread.id,
    ...(callId !== undefined && { call_id: callId }),
    type: 'graph_step_started',
    data: { ...at, type: node.type, ...data },
  });
  if (node.type === 'foreach') {
    const { value, empty } = fill(node.over, context, 'over');
    await run.session.append(start({ items: Array.isArray(value) ? value.length : 0, ...noted(empty) }));
    return;
  }
  if (node.type === 'action') {
    const visits = state.visits.filter((each) => each.node === name).length;
    const call = callInput(node.action, context, placeOf(name, visits));
    if ('problem' in call) {
      await run.session.append(start());
      return leave(site);
    }
    // A step that is tried again is counted once, but its calls are two.
    const callId = visits === 0 ? `g${at.step}` : `g${at.step}v${visits + 1}`;
    await run.session.append(start({ input: call.input, ...noted(call.empty) }, callId));
    run.ports.probe('graph-step-started');
    if (node.cache) await takeCached(site, node, at, call.input);
    return;
  }
  const done = await outcomeOf(site, node, at);
  await run.session.append(start(noted(done.empty)), ...('draft' in done ? [done.draft] : []));
  if ('error' in done) await failNode(site, at, { error: done.error, result: {} });
}

/** Leaves a node that calls nothing, or whose call cannot be made. */
export async function leave(site: WalkSite): Promise<void> {
  const { run, thread, graph, walk: state } = site;
  const at = currentOf(state);
  const node = nodeNamed(graph, at.node);
  if (node.type === 'foreach') throw new Error(`node ${at.node} goes through a list`);
  if (node.type === 'action') {
    const call = callInput(node.action, nodeContext(thread, run.ports.clock.now()), at.node);
    const message = 'problem' in call ? call.problem : 'its call was not made';
    return failNode(site, at, { error: { code: 'runtime/bad-node', message }, result: {} });
  }
  const done = await outcomeOf(site, node, at);
  if ('draft' in done) await run.session.append(done.draft);
  else await failNode(site, at, { error: done.error, result: {} });
}

/** How a node that calls nothing is left, and what of it came to nothing. */
async function outcomeOf(
  site: WalkSite,
  node: GateNode | ReturnNode,
  at: { node: string; step: number },
): Promise<{ empty: string[] } & ({ draft: EventDraft } | { error: ErrorFact })> {
  const { run, thread } = site;
  const context = nodeContext(thread, run.ports.clock.now());
  const completed = (data: JsonObject): EventDraft => ({
    thread: thread.id,
    type: 'graph_step_completed',
    data: { ...at, ...data },
  });
  if (node.type === 'return') {
    const { value, empty } = fill(node.output ?? {}, context, 'output');
    return { draft: completed({ output: await run.ports.redactor.json(value) }), empty };
  }
  const done = leaving(site, node, context, {});
  return 'error' in done ? { error: done.error, empty: [] } : { draft: completed(done.data), empty: done.empty };
}

/** The call of a node has ended. */
export async function settle(site: WalkSite, call: ToolCallState): Promise<void> {
  const { run, thread, graph, walk: state } = site;
  const at = currentOf(state);
  const node = nodeNamed(graph, at.node);
  if (node.type !== 'action' || !call.end) throw new Error(`node ${at.node} has no call that has ended`);
  const { result, error } = unwrapResult(await wholeResult(run, call.end));
  if (error) return failNode(site, at, { error, result });
  const done = leaving(site, node, nodeContext(thread, run.ports.clock.now()), result);
  if ('error' in done) return failNode(site, at, { error: done.error, result });
  if (node.cache) await keepCached(site, at.node, call, result);
  const data = { ...at, ...done.data, ...noted(done.empty) };
  await run.session.append({ thread: thread.id, type: 'graph_step_completed', data });
  run.ports.probe('graph-step-completed');
}

async function takeCached(
  site: WalkSite,
  node: ActionNode,
  at: { node: string; step: number },
  input: JsonObject,
): Promise<void> {
  const { run, thread } = site;
  const result = await findCached(site, at.node, input);
  if (result === undefined) return;
  const done = leaving(site, node, nodeContext(thread, run.ports.clock.now()), result);
  if ('error' in done) return failNode(site, at, { error: done.error, result });
  const data = { ...at, ...done.data, ...noted(done.empty), cached: true };
  await run.session.append({ thread: thread.id, type: 'graph_step_completed', data });
}

/** What a node that has done well makes of the state, and where it leads; or what is wrong with what it would make. */
function leaving(
  { walk: state }: WalkSite,
  node: Exclude<GraphNode, ForeachNode | { type: 'return' }>,
  context: JsonObject,
  result: JsonObject,
): { data: { assigned?: JsonObject; next?: string }; empty: string[] } | { error: ErrorFact } {
  const { assigned, empty } = assign(node.assign, context, result);
  const error = tooLarge(state.state, assigned);
  if (error) return { error };
  const next = wayOn(node.next, { ...state.state, ...assigned }, result);
  return {
    data: { ...(node.assign.length > 0 && { assigned }), ...(next !== undefined && { next }) },
    empty,
  };
}

function noted(empty: readonly string[]): { empty?: string[] } {
  return empty.length > 0 ? { empty: [...empty] } : {};
}
