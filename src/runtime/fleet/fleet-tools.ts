import type { JsonObject } from '#protocol';
import type { OwnTool } from '../own-tools/own-tool.ts';
import { agentOutput, agentStatus } from './agent-reports.ts';
import { commandAgent } from './command-agent.ts';
import { createAgent } from './create-agent.ts';
import { deleteAgent, deleteAllAgents } from './delete-agent.ts';

const AGENT = { type: 'string', description: 'Its name, or its thread_id.' };

/** Threads commanded by name: create, command, look at, delete. */
export const fleetTools: readonly OwnTool[] = [
  tool('create_agent', createAgent, {
    description:
      'Creates an agent and sets it to work on a task, beside you. Wait for it with wait_threads of ' +
      'rye/agent/threads/orchestrator and its thread_id, then read get_agent_output.',
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$', description: 'How you will call it.' },
      task: { type: 'string', minLength: 1, description: 'All that it needs to know: it does not see what you see.' },
      model: { type: 'string', description: 'Model id or tier; yours unless told.' },
      tools: {
        type: 'array',
        items: { type: 'string' },
        description: 'Tool ids, * for any: rye/file-system/* and rye/artifacts/* unless told; never more than yours.',
      },
      budget: { type: 'number', minimum: 0, description: 'USD, set aside from yours.' },
      turns: { type: 'integer', minimum: 1 },
    },
    required: ['name', 'task'],
  }),
  tool('command_agent', commandAgent, {
    description: 'Gives an agent more to do: at its next turn, or, where it has ended, with all that it knows.',
    properties: { agent_id: AGENT, task: { type: 'string', minLength: 1 } },
    required: ['agent_id', 'task'],
  }),
  tool('get_agent_status', agentStatus, {
    description: 'How an agent stands, or all of them: status, turns, cost, what it does now. Not what it said.',
    properties: { agent_id: AGENT },
    required: [],
  }),
  tool('get_agent_output', agentOutput, {
    description: 'What an agent said last, the files that it read and wrote, and its cost.',
    properties: { agent_id: AGENT },
    required: ['agent_id'],
  }),
  tool('delete_agent', deleteAgent, {
    description: 'Ends an agent. Its record stays; its name is free.',
    properties: { agent_id: AGENT },
    required: ['agent_id'],
  }),
  tool('delete_all_agents', deleteAllAgents, {
    description: 'Ends every agent that you have created.',
    properties: {},
    required: [],
  }),
];

function tool(
  name: string,
  work: OwnTool['work'],
  facts: { description: string; properties: JsonObject; required: string[] },
): OwnTool {
  const { description, properties, required } = facts;
  return {
    spec: {
      id: `rye/agent/fleet/${name}`,
      description,
      inputSchema: { type: 'object', properties, required, additionalProperties: false },
      effect: 'none',
    },
    work,
  };
}
