import type { RunWriter, Store } from '#protocol';
import type { Bench, BenchOptions, Findings, Row } from './kit/bench.ts';
import { beginRun, draft, withStore } from './kit/bench-store.ts';
import { summarize } from './kit/summary.ts';

/** Where the cost is looked at: the number of events that the run has by then. */
const PLACES = [100, 1000, 10_000, 100_000];
/**
 * Events of one look. Between two merges of packs lie 100 checkpoints of up to 256 events, so that the looks at a large
 * run each pay for one; those at a small one end before the run is no longer small, and pay for none.
 */
const lookFrom = (place: number): number => (place < 10_000 ? 6400 : 25_600);
const FLUSH = 64;

export const bench: Bench = {
  about: 'what a committed event costs as a run grows, one commit an event, in flushes of 64, merges of packs included',
  needsPeers: false,
  run: (options) => withStore((store) => measure(store, options)),
};

async function measure(store: Store, { repetitions = 1, say }: BenchOptions): Promise<Findings> {
  const costs = new Map(PLACES.map((place) => [place, [] as number[]]));
  for (let round = 1; round <= repetitions; round += 1) {
    const writer = await beginRun(store, `bench-commit-${round}-of`);
    let events = 1;
    const advance = async (to: number): Promise<void> => {
      while (events < to) events += await flush(writer, Math.min(FLUSH, to - events));
      await writer.committed();
    };
    for (const place of PLACES) {
      await advance(place);
      const start = performance.now();
      const look = lookFrom(place);
      await advance(events + look);
      const us = ((performance.now() - start) / look) * 1000;
      costs.get(place)?.push(us);
      say(`${round}/${repetitions} at event ${place}: ${us.toFixed(0)} µs`);
    }
    await writer.close();
  }
  const rows = PLACES.map(
    (place): Row => ({
      subject: `at event ${place.toLocaleString('en')}`,
      unit: 'µs an event',
      value: summarize(costs.get(place) ?? []),
    }),
  );
  const [first = Number.NaN, last = Number.NaN] = [rows[0]?.value.median, rows.at(-1)?.value.median];
  const slowest = Math.max(...rows.map(({ value }) => value.median));
  return {
    rows: [...rows, { subject: 'events a second, at the slowest', unit: '', value: summarize([1e6 / slowest]) }],
    ratios: [
      { what: 'last ÷ first', value: last / first, aim: '<= 1.2' },
      { what: 'events a second ÷ 3,000', value: 1e6 / slowest / 3000, aim: '>= 1' },
    ],
    notes: ['each figure is a mean: of 6,400 events after that place, and of 25,600 from event 10,000 on'],
  };
}

async function flush(writer: RunWriter, count: number): Promise<number> {
  await writer.append(Array.from({ length: count }, () => draft)).durable;
  return count;
}
