import type { Comparison } from '#app';
import { type Both, durationText, type SideDocument } from '#protocol';
import { tokensText } from '../../views/amount-text.ts';
import { type DiffItem, itemOf, type TableRow, tableMark } from './diff-item.ts';
import { divergenceParts } from './divergence.ts';
import { bothRow, groupThreads, spendRow, sumRows, sumsOf, versus } from './figures.ts';
import { type Making, namedValues } from './values.ts';

/** The runs in figures, their models, and each directive. */
export function summaryItems(comparison: Comparison, making: Making): DiffItem[] {
  const { diff } = comparison;
  const rows = runRows(comparison);
  const models = modelRows(comparison);
  return [
    itemOf({ id: 'runs', mark: tableMark(rows), label: 'runs', parts: () => [{ kind: 'table', rows }] }),
    threadsItem(comparison, making),
    itemOf({
      id: 'models',
      mark: tableMark(models),
      label: 'models',
      note: modelsNote(comparison),
      parts: () => [{ kind: 'table', rows: models }],
    }),
    ...(diff.inputs.length === 0
      ? []
      : [itemOf({ id: 'inputs', mark: '~', label: 'inputs', parts: () => namedValues(diff.inputs, making) })]),
    ...groupThreads(diff.threads, ({ directive }) => directive).map(([directive, threads]) => {
      const sums = sumsOf(threads);
      const table = sumRows(sums, comparison);
      return itemOf({
        id: `directive ${directive}`,
        mark: onlyOf(sums.threads) ?? tableMark(table),
        label: directive,
        note: `${versus(bothRow('', sums.turns))} turns`,
        parts: () => [{ kind: 'table', rows: table }],
      });
    }),
  ];
}

/** The mark of what only one side has. */
export function onlyOf({ a, b }: Both<unknown>): '+' | '-' | undefined {
  return a === undefined ? '+' : b === undefined ? '-' : undefined;
}

function threadsItem(comparison: Comparison, making: Making): DiffItem {
  const { threads, first_divergence: first } = comparison.diff;
  const count = (change: string): number => threads.filter((thread) => thread.change === change).length;
  const counts = [
    { count: count('same'), words: 'the same' },
    { count: count('changed'), words: 'changed' },
    { count: count('only_a'), words: 'only left' },
    { count: count('only_b'), words: 'only right' },
  ].flatMap((each) => (each.count > 0 ? [`${each.count} ${each.words}`] : []));
  const changed = threads.length - count('same');
  return itemOf({
    id: 'threads',
    mark: changed > 0 ? '~' : '=',
    label: 'threads',
    note: changed > 0 ? `${changed} changed` : '',
    parts: () => [
      { kind: 'text', text: counts.join(', ') },
      ...(first
        ? [
            { kind: 'text' as const, text: '' },
            { kind: 'text' as const, text: `first divergence: ${first.place}`, tone: 'head' as const },
            ...divergenceParts(first, making),
          ]
        : [
            {
              kind: 'text' as const,
              text: `what they did is the same${changed > 0 ? ', what came of it is not' : ''}`,
              tone: 'dim' as const,
            },
          ]),
    ],
  });
}

function runRows(comparison: Comparison): TableRow[] {
  const { runs, a, b } = comparison.diff;
  const row = (label: string, text: (side: SideDocument) => string | undefined): TableRow => ({
    label,
    a: text(runs.a) ?? '-',
    b: text(runs.b) ?? '-',
  });
  const rows = [
    { label: 'run', a, b },
    row('item', ({ item }) => item),
    row('state', ({ status }) => status),
    row('provider', ({ provider }) => provider),
    row('started', ({ started_at: at }) => at?.slice(0, 16).replace('T', ' ')),
    row('took', ({ duration_ms: ms }) => (ms === undefined ? undefined : durationText(ms))),
    spendRow({ a: runs.a.cost.usd, b: runs.b.cost.usd }, comparison),
    row('turns', ({ cost }) => String(cost.turns)),
    row('threads', ({ threads }) => String(threads)),
    row('tool calls', ({ cost }) => String(cost.tool_calls)),
    row('tokens', ({ cost }) => `${tokensText(cost.input_tokens)} in, ${tokensText(cost.output_tokens)} out`),
    row('events', ({ seq }) => String(seq)),
  ];
  const isPruned = runs.a.pruned_at !== undefined || runs.b.pruned_at !== undefined;
  return isPruned ? [...rows, row('pruned', ({ pruned_at: at }) => at?.slice(0, 10))] : rows;
}

/** Threads of each model. */
function modelRows({ models }: Comparison): TableRow[] {
  const names = new Set([...models.values()].flatMap(({ a, b }) => [a, b]).filter((name) => name !== undefined));
  const count = (name: string, side: 'a' | 'b'): number =>
    [...models.values()].filter((both) => both[side] === name).length;
  return [...names].map((name) => ({ label: name, a: String(count(name, 'a')), b: String(count(name, 'b')) }));
}

/** `1 changed`: threads that both have, with another model. */
export function modelsNote({ models }: Comparison): string {
  const changed = [...models.values()].filter(({ a, b }) => a !== undefined && b !== undefined && a !== b).length;
  return changed > 0 ? `${changed} changed` : 'the same';
}
