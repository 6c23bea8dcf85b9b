import type { ToolSpec } from '#protocol';
import { operationNames } from './orchestrate.ts';

/** The id of the tool by which a thread works with the threads that it spawned. */
export const ORCHESTRATOR_TOOL = 'rye/agent/threads/orchestrator';

/** The orchestrator as a tool among others. Its spawns, waits and cancels are events, so repeating it does no harm. */
export const orchestratorSpec: ToolSpec = {
  id: ORCHESTRATOR_TOOL,
  description:
    'Works with the threads that this one spawned. wait_threads sleeps until thread_ids have ended and returns what ' +
    'each returned; aggregate_results and get_status return the same without waiting. resume_thread lets one that has ' +
    'ended go on with a message; handoff_thread lets a new one take over its work.',
  inputSchema: {
    type: 'object',
    properties: {
      operation: { type: 'string', description: `One of ${operationNames.join(', ')}.` },
      thread_ids: { type: 'array', items: {}, description: 'For wait_threads and aggregate_results.' },
      thread_id: { type: 'string', description: 'For all operations on one thread or its chain.' },
      timeout: { type: 'number', minimum: 0, maximum: 604800, description: 'For wait_threads: seconds.' },
      message: { type: 'string', description: 'For resume_thread and handoff_thread: what it is to do next.' },
      async: { type: 'boolean', description: 'For resume_thread and handoff_thread: do not wait for its end.' },
      synthesis: { type: 'string', description: 'For aggregate_results: collect or validate.' },
      query: { type: 'string', description: 'For chain_search.' },
      search_type: { type: 'string', description: 'For chain_search: text or regex.' },
      max_results: { type: 'integer', minimum: 0, description: 'For chain_search: 50 unless told.' },
      tail_lines: { type: 'integer', minimum: 0, description: 'For read_transcript: only the last ones.' },
    },
    required: ['operation'],
  },
  effect: 'none',
};
