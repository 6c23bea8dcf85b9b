import { type NanoUsd, toUsd } from '../money.ts';
import { type Charge, type CostSide, chargesOf } from './charges.ts';
import { type ToolUse, toolUses } from './tool-uses.ts';

/** What a cost is told by. */
export type CostGroup = 'run' | 'thread' | 'directive' | 'model' | 'day' | 'tool';

/** Money and tokens of one group. Simulated money is made up from text lengths, and stands for itself. */
export interface CostRow {
  /** The run, place, directive, model or day. */
  name: string;
  /** Where a row is of one run among several. */
  run_id?: string;
  usd: number;
  simulated_usd: number;
  /** With all threads below; of threads and directives. */
  subtree_usd?: number;
  subtree_simulated_usd?: number;
  unsettled_usd: number;
  /** What answers that were taken over from other runs had cost there. */
  saved_usd: number;
  model_calls: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
}

/** What some runs cost. */
export interface CostTable {
  by: CostGroup;
  runs: string[];
  /** The dearest first. Of tools, none: they cost nothing themselves. */
  rows: CostRow[];
  /** Of tools alone: those that took longest first. */
  tools?: ToolUse[];
  total: CostRow;
}

/** What runs cost, told by one of several things; each charge is in exactly one row. */
export function costTable(sides: readonly CostSide[], by: CostGroup): CostTable {
  const charges = chargesOf(sides);
  const runs = sides.map(({ runId }) => runId);
  const total = rowOf('total', charges);
  if (by === 'tool') return { by, runs, rows: [], tools: toolUses(sides), total };
  const groups = new Map<string, { name: string; runId?: string; charges: Charge[] }>();
  const several = sides.length > 1;
  for (const { name, runId } of namesOf(sides, by))
    groups.set(groupKey(name, runId), { name, ...(runId !== undefined && { runId }), charges: [] });
  for (const charge of charges) {
    const { name, runId } = nameOf(charge, by, several);
    const key = groupKey(name, runId);
    const group = groups.get(key) ?? { name, ...(runId !== undefined && { runId }), charges: [] };
    group.charges.push(charge);
    groups.set(key, group);
  }
  const below = by === 'thread' || by === 'directive' ? subtrees(sides, by) : undefined;
  const rows = [...groups.values()].map(({ name, runId, charges: own }) => ({
    ...rowOf(name, own),
    ...(runId !== undefined && { run_id: runId }),
    ...(below && subtreeOf(charges, below.get(groupKey(name, runId)) ?? new Set())),
  }));
  return { by, runs, rows: rows.toSorted((a, b) => moneyOf(b) - moneyOf(a) || (a.name < b.name ? -1 : 1)), total };
}

function moneyOf({ usd, simulated_usd, subtree_usd = 0, subtree_simulated_usd = 0 }: CostRow): number {
  return usd + simulated_usd + (subtree_usd + subtree_simulated_usd) * 1e-6;
}

function groupKey(name: string, runId: string | undefined): string {
  return `${runId ?? ''} ${name}`;
}

/** Threads are of one run; all else is summed up over runs. */
function nameOf(charge: Charge, by: CostGroup, several: boolean): { name: string; runId?: string } {
  if (by === 'thread') return { name: charge.place, ...(several && { runId: charge.runId }) };
  if (by === 'run') return { name: charge.runId };
  if (by === 'directive') return { name: charge.directive };
  return { name: by === 'model' ? charge.model : charge.day };
}

/** Threads, and runs, that were charged nothing are there too. */
function namesOf(sides: readonly CostSide[], by: CostGroup): { name: string; runId?: string }[] {
  if (by === 'run') return sides.map(({ runId }) => ({ name: runId }));
  if (by === 'thread')
    return sides.flatMap(({ runId, state }) =>
      [...state.threads.values()].map(({ place }) => ({ name: place, ...(sides.length > 1 && { runId }) })),
    );
  if (by === 'directive')
    return sides.flatMap(({ state }) => [...state.threads.values()].map(({ directive }) => ({ name: directive })));
  return [];
}

/** The threads that belong to a row with all below them, each once, as `run thread`. */
function subtrees(sides: readonly CostSide[], by: 'thread' | 'directive'): Map<string, Set<string>> {
  const below = new Map<string, Set<string>>();
  for (const { runId, state } of sides)
    for (const thread of state.threads.values())
      for (let above = state.threads.get(thread.id); above; above = state.threads.get(above.parent ?? '')) {
        const name = by === 'thread' ? above.place : above.directive;
        const key = groupKey(name, by === 'thread' && sides.length > 1 ? runId : undefined);
        const members = below.get(key) ?? new Set();
        below.set(key, members.add(`${runId} ${thread.id}`));
      }
  return below;
}

function subtreeOf(charges: readonly Charge[], members: ReadonlySet<string>) {
  const { usd, simulated_usd } = rowOf(
    '',
    charges.filter(({ runId, thread }) => members.has(`${runId} ${thread}`)),
  );
  return { subtree_usd: usd, subtree_simulated_usd: simulated_usd };
}

function rowOf(name: string, charges: readonly Charge[]): CostRow {
  const sum = (of: (charge: Charge) => NanoUsd): number => charges.reduce((all, charge) => all + of(charge), 0);
  return {
    name,
    usd: toUsd(sum(({ usd, simulated }) => (simulated ? 0 : usd))),
    simulated_usd: toUsd(sum(({ usd, simulated }) => (simulated ? usd : 0))),
    unsettled_usd: toUsd(sum(({ unsettled }) => unsettled)),
    saved_usd: toUsd(sum(({ saved }) => saved)),
    model_calls: sum(({ isTakenOver }) => (isTakenOver ? 0 : 1)),
    input_tokens: sum(({ usage }) => usage.input_tokens),
    output_tokens: sum(({ usage }) => usage.output_tokens),
    cache_read_tokens: sum(({ usage }) => usage.cache_read_tokens),
    cache_write_tokens: sum(({ usage }) => usage.cache_write_tokens),
  };
}
