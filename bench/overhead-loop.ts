import type { Bench } from './kit/bench.ts';
import { langGraphs, measureOverhead } from './kit/overhead.ts';
import { PEERS } from './kit/places.ts';

const peers = { ...langGraphs, 'Mastra + LibSQL, a workflow step': [`${PEERS}mastra.js`] };

export const bench: Bench = {
  about: 'one thread, 1,000 steps, one after the other; the model answers at once',
  needsPeers: true,
  run: (options) =>
    measureOverhead('loop', peers, { equal: '>= 2.5', default: '>= 1.5' }, { repetitions: 3, ...options }),
};
