import { chainEnd, isFinal, isRunFinal, type ThreadState } from '#protocol';
import { inheritedDirective } from './context/inherited-directive.ts';
import { CASCADE } from './end-thread.ts';
import { overridesOf } from './overrides-of.ts';
import type { RunContext } from './run-context.ts';
import { draftThread } from './spawn-thread.ts';

/** What is asked of a run that goes on. */
export interface ResumeRequest {
  message?: string;
  /** New ceilings of the root. */
  overrides?: Partial<Record<string, number>>;
  /** Model id or tier of the root from here on. */
  model?: string;
  by: string;
}

/** The process died between the first event and the root's: what was asked stands in the first, so it is made now. */
export async function createLostRoot(run: RunContext): Promise<void> {
  const { state } = run.session;
  const { started } = state;
  if (!started || state.threads.has(started.root)) return;
  const item =
    started.kind === 'graph'
      ? await run.definitions.graph(started.item, started.root)
      : await inheritedDirective(run, started.item, started.root, started.inputs);
  const draft = draftThread(state, run.ports, {
    directive: item,
    ...(started.graph && { walk: started.graph }),
    inputs: started.inputs,
    overrides: overridesOf(started),
    async: false,
    ...(started.model !== undefined && { model: started.model }),
  });
  await run.session.append({ ...draft, thread: started.root });
}

/**
 * Applies what the resumer asked for: a message, more money, other limits or model; and lets an ended root go on. The
 * money is the root's, all else is for the last thread of its chain.
 */
export async function reviveRoot(run: RunContext, asked: ResumeRequest): Promise<void> {
  const { session, ports } = run;
  const root = session.thread(session.state.root ?? '');
  if (!root) return;
  const { spend, ...limits } = asked.overrides ?? {};
  await raiseBudget(run, root, spend, asked.by);
  const last = chainEnd(session.state, root);
  const model = asked.model === undefined ? undefined : ports.catalog.resolve({ id: asked.model }).id;
  // A root that completed before the run could say so has nothing left to do.
  const revived = isRunFinal(session.state.status) || (isFinal(last.status) && last.status !== 'completed');
  const changed = asked.message !== undefined || model !== undefined || Object.keys(limits).length > 0;
  if (!revived && !changed) return;
  await session.append({
    thread: last.id,
    type: 'thread_resumed',
    data: {
      by: asked.by,
      ...(asked.message !== undefined && { message: await ports.redactor.text(asked.message) }),
      ...(Object.keys(limits).length > 0 && { limits }),
      ...(model !== undefined && { model }),
    },
  });
  await reviveCancelled(run, root.id, asked.by);
}

async function raiseBudget(run: RunContext, root: ThreadState, spend: number | undefined, by: string): Promise<void> {
  if (spend === undefined || spend === root.limits.spend) return;
  const data = { thread: root.id, from_usd: root.limits.spend ?? 0, to_usd: spend, by };
  await run.session.append({ thread: root.id, type: 'budget_raised', data });
}

/** Threads that ended only because a parent of theirs failed go on with it. */
async function reviveCancelled(run: RunContext, id: string, by: string): Promise<void> {
  for (const childId of run.session.threadOrThrow(id).children) {
    const child = run.session.threadOrThrow(childId);
    if (child.continuationOf !== undefined) await reviveCancelled(run, childId, by);
    if (child.status !== 'cancelled' || child.endedBy?.reason !== CASCADE.reason) continue;
    await run.session.append({ thread: childId, type: 'thread_resumed', data: { by } });
    await reviveCancelled(run, childId, by);
  }
}
