import { chainEnd, chainStart, chainUpTo, type JsonObject, nearest, type RunState, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';

/** The agents that a thread, or one that it continues, has created: of each the first thread of its chain, in order. */
export function agentsOf(state: RunState, thread: ThreadState): ThreadState[] {
  const top = chainStart(state, thread).id;
  return [...state.threads.values()].filter(({ agent, parent }) => {
    const creator = agent && state.threads.get(parent ?? '');
    return creator !== undefined && chainStart(state, creator).id === top;
  });
}

/** The thread that works for an agent now: the last of its chain. */
export function worker(state: RunState, agent: ThreadState): ThreadState {
  return chainEnd(state, agent);
}

/** Every thread that has worked for an agent, the first one first. */
export function workers(state: RunState, agent: ThreadState): ThreadState[] {
  return chainUpTo(state, worker(state, agent));
}

/**
 * The agent that a call names by `agent_id`: its name, or the id of a thread that works for it.
 * @param deleted Whether one that was deleted is meant, too: what it did can still be read.
 * @throws {CallRefusedError} there is none, or it was deleted
 */
export function agentNamed({ run, thread }: CallSite, input: JsonObject, deleted: 'too' | 'no' = 'no'): ThreadState {
  const { state } = run.session;
  const id = input['agent_id'];
  const agents = agentsOf(state, thread);
  // A name may have been given again after its agent was deleted: the newest has it.
  const found = agents.findLast((each) => each.agent?.name === id || workers(state, each).some((own) => own.id === id));
  if (!found) {
    const names = agents.filter(({ agent }) => !agent?.deletedAt).map(({ agent }) => agent?.name ?? '');
    const near = typeof id === 'string' ? nearest(id, names) : [];
    throw new CallRefusedError('runtime/unknown-agent', `There is no agent ${JSON.stringify(id ?? null)}.`, {
      hint: names.length === 0 ? 'None was created.' : `There are ${(near.length > 0 ? near : names).join(', ')}.`,
    });
  }
  if (found.agent?.deletedAt !== undefined && deleted === 'no') {
    throw new CallRefusedError('runtime/agent-deleted', `The agent ${found.agent.name} was deleted.`, {
      hint: 'Create another. What it did can still be read with get_agent_output.',
    });
  }
  return found;
}
