import { isFinal, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { agentNamed, agentsOf, worker } from './find-agent.ts';

/** Ends an agent, if it is at work, and takes its name back. Its log, its files and its costs stay. */
export async function deleteAgent(site: CallSite, input: JsonObject): Promise<JsonObject> {
  return remove(site, agentNamed(site, input, 'too'));
}

/** The same for every agent that there is. */
export async function deleteAllAgents(site: CallSite): Promise<JsonObject> {
  const agents = agentsOf(site.run.session.state, site.thread).filter(({ agent }) => !agent?.deletedAt);
  const deleted: JsonObject[] = [];
  for (const agent of agents) deleted.push(await remove(site, agent));
  return { deleted, count: deleted.length };
}

async function remove({ run, thread }: CallSite, agent: ThreadState): Promise<JsonObject> {
  const { session } = run;
  const name = agent.agent?.name ?? agent.id;
  if (agent.agent?.deletedAt !== undefined) return { agent_id: name, deleted: true, was_deleted_before: true };
  const now = worker(session.state, agent);
  const wasAtWork = !isFinal(now.status);
  if (wasAtWork) {
    const ended = run.cancel(now.id, { by: thread.place, reason: 'deleted' });
    await Promise.all(ended.map((each) => session.whenFinal(each, run.signalOf(thread.id))));
  }
  run.checkInterrupt();
  await session.append({ thread: agent.id, type: 'agent_deleted', data: { agent: name, by: thread.place } });
  return { agent_id: name, deleted: true, was_at_work: wasAtWork };
}
