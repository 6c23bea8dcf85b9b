import type { ToolSpec } from '#protocol';
import { operationNames } from './orchestrate.ts';

/** The id of the tool by which a thread works with the threads that it spawned. */
export const ORCHESTRATOR_TOOL = 'rye/agent/threads/orchestrator';

/** The orchestrator as a tool among others. Its spawns, waits and cancels are events, so repeating it does no harm. */
export const orchestratorSpec: ToolSpec = {
  id: ORCHESTRATOR_TOOL,
  description:
    'Works with the threads that this one spawned. wait_threads sleeps until thread_ids have ended and returns what ' +
    'each returned; aggregate_results and get_status return the same without waiting.',
  inputSchema: {
    type: 'object',
    properties: {
      operation: { type: 'string', description: `One of ${operationNames.join(', ')}.` },
      thread_ids: { type: 'array', items: {}, description: 'For wait_threads and aggregate_results.' },
      thread_id: { type: 'string', description: 'For get_status and cancel_thread.' },
      timeout: { type: 'number', minimum: 0, maximum: 604800, description: 'For wait_threads: seconds.' },
    },
    required: ['operation'],
  },
  effect: 'none',
};
