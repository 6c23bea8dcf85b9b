import type { BenchOptions, Findings, Ratio } from './bench.ts';
import { interleave } from './interleave.ts';
import { BUILD, PEERS } from './places.ts';
import { runNode } from './run-node.ts';
import { summarize } from './summary.ts';

/** What rye is measured beside, by the name in the report. */
export type Peers = Readonly<Record<string, readonly string[]>>;

/** Programs and their arguments; each takes the shape as its first one, and prints `msPerStep`. */
const rye = [`${BUILD}overhead.js`];
const langGraph = (...more: string[]): string[] => [`${PEERS}langgraph.js`, ...more];

export const langGraphs: Peers = {
  'LangGraph, agent, equal durability': langGraph('--durability', 'equal'),
  'LangGraph, agent, its default': langGraph('--durability', 'default'),
  'LangGraph, bare step, equal durability': langGraph('--graph', 'bare', '--durability', 'equal'),
  'LangGraph, bare step, its default': langGraph('--graph', 'bare', '--durability', 'default'),
};

const NOTES = [
  'a step of rye and of an agent: the model is asked, its answer is kept, its tool call runs, its result is kept. rye keeps four events of it, each durable before what follows from it, and each one commit in git before the clock stops',
  'a bare step: one node and a counter, no message and no tool call: the least that LangGraph can keep',
  'equal durability: PRAGMA synchronous=FULL and durability "sync". The default syncs no checkpoint',
];

/** Measures the same shape with rye and its peers, each in a process of its own, after a warm-up in it. */
export async function measureOverhead(
  shape: 'fan' | 'loop',
  peers: Peers,
  aims: { equal: string; default: string },
  { repetitions = 5, say }: BenchOptions,
): Promise<Findings> {
  const rss = new Map<string, number>();
  const subjects = Object.entries({ rye, ...peers }).map(([name, [program = '', ...more]]) => [
    name,
    async () => {
      const { msPerStep = Number.NaN, rssMb = Number.NaN } = await runNode([program, shape, ...more]);
      rss.set(name, rssMb);
      return msPerStep;
    },
  ]);
  const measured = await interleave(
    Object.fromEntries(subjects) as Record<string, () => Promise<number>>,
    repetitions,
    say,
  );
  const rows = Object.entries(measured).map(([subject, values]) => ({
    subject,
    unit: 'ms a step',
    value: summarize(values),
    more: { 'RSS MB': rss.get(subject) ?? Number.NaN },
  }));
  const own = summarize(measured['rye'] ?? []).median;
  const ratios = rows.slice(1).map(({ subject, value }): Ratio => {
    const aim = subject.includes('equal durability')
      ? aims.equal
      : subject.includes('default')
        ? aims.default
        : undefined;
    return { what: `${subject} ÷ rye`, value: value.median / own, ...(aim && { aim }) };
  });
  return { rows, ratios, notes: NOTES };
}
