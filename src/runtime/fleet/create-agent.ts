import type { JsonObject } from '#protocol';
import { adHocDirective } from '../ad-hoc/ad-hoc-directive.ts';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { childOfCall, spawnChild } from '../spawn-child.ts';
import { agentsOf } from './find-agent.ts';

/** What an agent may use that was given no tools: reading, and writing what it produces. */
const DEFAULT_TOOLS = ['rye/file-system/*', 'rye/artifacts/*'];

/** Creates an agent and sets it to work; it does not wait for it. @throws as a spawn */
export async function createAgent(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread } = site;
  const { name, task, budget, turns, model } = input as { name: string; task: string } & Record<string, unknown>;
  const made = childOfCall(site);
  if (!made) refuseTaken(site, name);
  const tools = Array.isArray(input['tools']) ? input['tools'].map(String) : DEFAULT_TOOLS;
  const directive = await adHocDirective(site, {
    category: 'fleet',
    name,
    description: `The agent ${name} of ${thread.place}.`,
    task,
    capabilities: [...tools.map((tool) => `rye.execute.tool.${tool.replaceAll('/', '.')}`), 'rye.fetch.*'],
  });
  const overrides = {
    ...(typeof budget === 'number' && { spend: budget }),
    ...(typeof turns === 'number' && { turns }),
  };
  const child =
    made ??
    (await spawnChild(site, {
      directive,
      inputs: {},
      overrides,
      async: true,
      agent: name,
      key: freeKey(site, name),
      model: typeof model === 'string' ? model : thread.model,
    }));
  if (!child) return {};
  run.start(child.id);
  const { id, limits, capabilities } = child;
  return {
    agent_id: name,
    thread_id: id,
    status: 'running',
    model: child.model,
    ...(limits.spend !== undefined && { budget_usd: limits.spend }),
    may: capabilities,
  };
}

function refuseTaken({ run, thread }: CallSite, name: string): void {
  const taken = agentsOf(run.session.state, thread).some(({ agent }) => agent?.name === name && !agent.deletedAt);
  if (!taken) return;
  throw new CallRefusedError('runtime/agent-exists', `There is an agent ${name} already.`, {
    hint: 'Give it more to do with command_agent, delete it first, or choose another name.',
  });
}

/** A place is never given twice in a run, a name is free again once its agent is deleted. */
function freeKey({ run, thread }: CallSite, name: string): string {
  const { byPlace } = run.session.state;
  let key = name;
  for (let nth = 2; byPlace.has(`${thread.place}/${key}`); nth += 1) key = `${name}.${nth}`;
  return key;
}
