import { type JsonObject, type RunState, type ThreadState, threadCost, threadDocument } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { lastText } from '../end-thread.ts';
import { agentNamed, agentsOf, worker, workers } from './find-agent.ts';

/** How one agent stands, or all that were not deleted. What they said is not part of it: that is their output. */
export function agentStatus(site: CallSite, input: JsonObject): JsonObject {
  const { run, thread } = site;
  const { state } = run.session;
  if (input['agent_id'] !== undefined) return statusOf(state, agentNamed(site, input, 'too'));
  const agents = agentsOf(state, thread).filter(({ agent }) => !agent?.deletedAt);
  return { agents: agents.map((each) => statusOf(state, each)), count: agents.length };
}

function statusOf(state: RunState, agent: ThreadState): JsonObject {
  const now = worker(state, agent);
  const { doing, context, paused } = threadDocument(state, now);
  return {
    ...facts(state, agent),
    ...(context && { context_tokens: context.tokens }),
    ...(doing && { doing: `${doing.kind === 'model' ? 'asks' : 'calls'} ${doing.name}`, since: doing.since }),
    ...(paused && { paused_by: paused.by }),
    ...(now.progress && { progress: now.progress.text }),
    ...(now.asksAbout !== undefined && { waits_for_approval: now.asksAbout }),
  };
}

/** What an agent said, which files it read and wrote, and what it cost: of all that it was commanded. */
export function agentOutput(site: CallSite, input: JsonObject): JsonObject {
  const { state } = site.run.session;
  const agent = agentNamed(site, input, 'too');
  const all = workers(state, agent);
  const now = worker(state, agent);
  const { outputs, error } = now;
  const result = now.result ?? (lastText(now) || undefined);
  const unique = (of: (thread: ThreadState) => string[]): string[] => [...new Set(all.flatMap(of))];
  return {
    ...facts(state, agent),
    ...(result !== undefined && { result }),
    ...(outputs && { outputs }),
    ...(error && { error: { code: error.code, message: error.message } }),
    files_consumed: unique(({ filesRead }) => filesRead),
    files_produced: unique(({ filesWritten }) => filesWritten),
  };
}

function facts(state: RunState, agent: ThreadState): JsonObject {
  const all = workers(state, agent);
  const now = worker(state, agent);
  const costs = all.map((each) => threadCost(each));
  const sum = (key: 'usd' | 'turns' | 'input_tokens' | 'output_tokens'): number =>
    costs.reduce((total, cost) => total + cost[key], 0);
  return {
    agent_id: agent.agent?.name ?? agent.id,
    thread_id: now.id,
    status: agent.agent?.deletedAt === undefined ? now.status : 'deleted',
    ...(agent.agent?.deletedAt !== undefined && { ended_as: now.status }),
    model: now.model,
    commands: all.filter(({ continuation }) => continuation === undefined || continuation.why === 'resume').length,
    cost: {
      usd: Math.round(sum('usd') * 1e9) / 1e9,
      turns: sum('turns'),
      input_tokens: sum('input_tokens'),
      output_tokens: sum('output_tokens'),
    },
  };
}
