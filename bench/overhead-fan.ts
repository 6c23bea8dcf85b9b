import type { Bench } from './kit/bench.ts';
import { langGraphs, measureOverhead } from './kit/overhead.ts';

export const bench: Bench = {
  about: 'one orchestrator, 100 leaves at once, 5 steps each; the model answers at once',
  needsPeers: true,
  run: (options) => measureOverhead('fan', langGraphs, { equal: '>= 3.5', default: '>= 2' }, options),
};
