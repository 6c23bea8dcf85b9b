import type { JsonObject } from '#protocol';
import type { OwnTool } from '../own-tools/own-tool.ts';
import { openBranches } from './open-branches.ts';

/** The id of the tool by which a branch returns; a return like any other. */
export const BRANCH_RETURN_TOOL = 'rye/agent/context/branch_return';

const WANTED: JsonObject = {
  description: { type: 'string', minLength: 1, maxLength: 200, description: 'What it is for, in a few words.' },
  prompt: { type: 'string', minLength: 1, description: 'All that it needs to know.' },
  budget: { type: 'number', minimum: 0, description: 'USD, set aside from yours.' },
  timeout: { type: 'number', minimum: 1, description: 'Seconds.' },
};

/** Parts of a conversation that are folded away: only what they return comes back. */
export const branchTools: readonly OwnTool[] = [
  {
    spec: {
      id: 'rye/agent/context/branch_create',
      description:
        'Does a part of the work in a conversation of its own, with your tools, and brings back only its message: what ' +
        'it reads does not fill your context. With branches, several side by side.',
      inputSchema: {
        type: 'object',
        properties: {
          ...WANTED,
          branches: {
            type: 'array',
            minItems: 1,
            maxItems: 20,
            items: {
              type: 'object',
              properties: WANTED,
              required: ['description', 'prompt'],
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
      effect: 'none',
    },
    work: openBranches,
  },
  {
    spec: {
      id: BRANCH_RETURN_TOOL,
      description: 'In a branch: returns its message, and ends it. children says what becomes of threads below it.',
      inputSchema: {
        type: 'object',
        properties: { message: { type: 'string' }, children: { type: 'string', enum: ['wait', 'cancel'] } },
        required: ['message'],
      },
      effect: 'none',
    },
    // It is a return, and taken as one before anybody asks for this.
    work: () => ({}),
  },
];
