import { isFinal, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { agentNamed, agentsOf, worker } from './find-agent.ts';

/** Ends an agent, if it is at work, and takes its name back. Its log, its files and its costs stay. */
export async function deleteAgent(site: CallSite, input: JsonObject): Promise<JsonObject> {
  return remove(site, agentNamed(site, input, 'too'));
}

/** The same for every agent that there is. */
export async function deleteAllAgents(site: CallSite): Promise<JsonObject> {
  const agents = agentsOf(site.run.session.state, site.thread).filter(
    ({ agent }) => !agent?.deletedAt || agent.deletedBy?.call === ownCall(site),
  );
  const deleted: JsonObject[] = [];
  for (const agent of agents) deleted.push(await remove(site, agent));
  return { deleted, count: deleted.length };
}

/** Told apart from other calls of the run: one that is made again finds what it had deleted before its process died. */
function ownCall({ thread, call }: CallSite): string {
  return `${thread.id}/${call.callId}`;
}

async function remove(site: CallSite, agent: ThreadState): Promise<JsonObject> {
  const { run, thread } = site;
  const { session } = run;
  const own = ownCall(site);
  const name = agent.agent?.name ?? agent.id;
  const deletedBy = agent.agent?.deletedBy;
  if (deletedBy?.call === own) return { agent_id: name, deleted: true, was_at_work: deletedBy.wasAtWork };
  if (agent.agent?.deletedAt !== undefined) return { agent_id: name, deleted: true, was_deleted_before: true };
  const now = worker(session.state, agent);
  const isAtWork = !isFinal(now.status);
  const wasAtWork = isAtWork || now.endedBy?.reason === 'deleted';
  if (isAtWork) {
    const ended = run.cancel(now.id, { by: thread.place, reason: 'deleted' });
    await Promise.all(ended.map((each) => session.whenFinal(each, run.signalOf(thread.id))));
  }
  run.checkInterrupt();
  const data = { agent: name, by: thread.place, call: own, was_at_work: wasAtWork };
  await session.append({ thread: agent.id, type: 'agent_deleted', data });
  return { agent_id: name, deleted: true, was_at_work: wasAtWork };
}
