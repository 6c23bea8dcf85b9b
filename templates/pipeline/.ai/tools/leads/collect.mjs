import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Sorts out what came of one thread an item. Returns done (the outputs of the threads that completed) and failures (step, item and why), both in the order of the items.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    step: { type: 'string', description: 'The name of the step, such as score_lead.' },
    items: { type: 'array', description: 'What a thread was spawned for: leads, or names.' },
    spawned: { type: 'array', description: 'The answers of the spawns, in the order of the items.' },
    results: { type: 'object', description: 'The results that aggregate_results returned.' },
    earlier: { type: 'array', description: 'Failures of the steps before, to go on with.' },
  },
  required: ['step', 'items', 'spawned', 'results'],
  additionalProperties: false,
};

const { step, items, spawned, results, earlier = [] } = JSON.parse(readFileSync(0, 'utf8'));
const done = [];
const failures = [...earlier];

for (const [at, item] of items.entries()) {
  const { thread_id, error = { message: 'it was not spawned' } } = spawned[at] ?? {};
  // A spawn that was refused has no thread, and says itself why.
  const thread = thread_id === undefined ? { error } : (results[thread_id] ?? { status: 'not_found' });
  if (thread.status === 'completed') done.push(thread.outputs);
  else failures.push({ step, item: item.id ?? item, why: thread.error?.message ?? `its thread is ${thread.status}` });
}

console.log(JSON.stringify({ done, failures }));
