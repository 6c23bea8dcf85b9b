import { isFinal, RyeError, type ThreadState } from '#protocol';
import { runCall } from '../calls/run-call.ts';
import { failThread } from '../end-thread.ts';
import { TooManyStepsError } from '../errors.ts';
import { isFatal } from '../is-fatal.ts';
import { endAtLimit } from '../limits/end-at-limit.ts';
import { reachedLimit } from '../limits/reached-limit.ts';
import type { RunContext } from '../run-context.ts';
import { StepPaused } from '../steering/step-paused.ts';
import { endGraph } from './end-graph.ts';
import { afterNode, onGraphStart, onTooManySteps } from './graph-occasions.ts';
import { nextWalk } from './next-walk.ts';
import { leave, settle, visit } from './visit-node.ts';
import { walkItems } from './walk-items.ts';

/** One step of a graph at a time, from the state alone; what goes wrong with a node is the node's, and recorded. */
export async function walkSafely(run: RunContext, id: string): Promise<void> {
  const thread = run.session.threadOrThrow(id);
  try {
    await walk(run, thread);
  } catch (error) {
    if (error instanceof StepPaused) return;
    if (!(error instanceof RyeError) || isFatal(error)) throw error;
    await failThread(run, run.session.threadOrThrow(id), error);
  }
}

async function walk(run: RunContext, thread: ThreadState): Promise<void> {
  const { graph: state } = thread;
  if (!state) throw new Error(`thread ${thread.id} is no graph's`);
  const reached = reachedLimit(thread, run.ports.clock.now());
  if (reached) return endAtLimit(run, thread, reached);
  const graph = await run.definitions.graph(thread.directive, thread.id);
  const step = nextWalk(thread, state);
  if (step.kind === 'visit' || step.kind === 'end' || step.kind === 'too_many_steps') {
    if (await onGraphStart(run, thread)) return;
    if (await afterNode(run, thread, graph)) return;
    if (thread.pause || isFinal(thread.status)) return;
  }
  switch (step.kind) {
    case 'visit':
      return visit({ run, thread, graph, walk: state }, step.node);
    case 'leave':
      return leave({ run, thread, graph, walk: state });
    case 'call':
      return runCall({ run, thread, call: step.call });
    case 'settle':
      return settle({ run, thread, graph, walk: state }, step.call);
    case 'items':
      return walkItems({ run, thread, graph, walk: state });
    case 'too_many_steps': {
      if (await onTooManySteps(run, thread)) return;
      const facts = { graph: graph.source.id, node: state.next ?? '', steps: state.steps, max: state.maxSteps };
      return failThread(run, thread, new TooManyStepsError(facts));
    }
    case 'end':
      return endGraph(run, thread, graph);
  }
}
