import type { Comparison } from '#app';
import { countText, durationText, type ThreadDiff } from '#protocol';
import { tokensText } from '../../views/amount-text.ts';
import { type DiffItem, itemOf, type Mark, markOf, type TableRow, tableMark } from './diff-item.ts';
import { divergenceParts } from './divergence.ts';
import { bothRow, groupThreads, nameOf, spendRow, sumRows, sumsOf, threadRows, versus } from './figures.ts';
import { onlyOf } from './summary-items.ts';
import { type Making, namedValues } from './values.ts';

/** Every thread of both runs by its place: what it did differently, and what came of that. */
export function transcriptItems(comparison: Comparison, making: Making): DiffItem[] {
  return comparison.diff.threads.map((thread) => {
    const { place, change, actions, divergence, outputs } = thread;
    const both = actions.same + actions.changed;
    return itemOf({
      id: `thread ${place}`,
      mark: markOf(change),
      label: nameOf(thread),
      depth: place.split('/').length - 1,
      note: change === 'changed' && actions.changed > 0 ? `${actions.changed}/${both}` : '',
      parts: () => [
        { kind: 'text', text: wordsOf(thread), tone: 'head' },
        { kind: 'table', rows: threadRows(thread, comparison) },
        ...(divergence
          ? [
              { kind: 'text' as const, text: '' },
              { kind: 'text' as const, text: 'first divergence', tone: 'head' as const },
              ...divergenceParts(divergence, making),
            ]
          : []),
        ...(outputs.length === 0
          ? []
          : [
              { kind: 'text' as const, text: '' },
              { kind: 'text' as const, text: 'what came of it', tone: 'head' as const },
              ...namedValues(outputs, making),
            ]),
      ],
    });
  });
}

function wordsOf({ change, actions: { same, changed } }: ThreadDiff): string {
  if (change === 'only_a') return 'only at the left';
  if (change === 'only_b') return 'only at the right';
  if (change === 'same') return 'did the same, and came to the same';
  return changed === 0
    ? 'did the same, and came to something else'
    : `${changed} of ${countText(same + changed, 'action')} not the same`;
}

/** What all of it cost, each directive, and each thread. */
export function costItems(comparison: Comparison): DiffItem[] {
  const { threads } = comparison.diff;
  const rows = totalRows(comparison);
  const groups = groupThreads(threads, ({ directive }) => directive);
  return [
    itemOf({
      id: 'all',
      mark: tableMark(rows),
      label: 'all',
      note: versus(rows[0] ?? { a: '', b: '' }),
      parts: () => [{ kind: 'table', rows }],
    }),
    ...groups.map(([directive, group]) => directiveItem(directive, group, comparison)),
    ...threads.map((thread) => {
      const spent = spendRow(thread.cost_usd, comparison);
      return itemOf({
        id: `thread ${thread.place}`,
        mark: spendMark(thread),
        label: nameOf(thread),
        depth: thread.place.split('/').length - 1,
        note: versus(spent),
        parts: () => [{ kind: 'table', rows: threadRows(thread, comparison) }],
      });
    }),
  ];
}

function directiveItem(directive: string, threads: readonly ThreadDiff[], comparison: Comparison): DiffItem {
  const sums = sumsOf(threads);
  const rows = sumRows(sums, comparison);
  const each = threads.map((thread) => ({ ...spendRow(thread.cost_usd, comparison), label: nameOf(thread) }));
  return itemOf({
    id: `directive ${directive}`,
    mark: onlyOf(sums.threads) ?? tableMark(rows),
    label: `/${directive}`,
    note: versus(spendRow(sums.usd, comparison)),
    parts: () => [
      { kind: 'table', rows },
      { kind: 'text', text: '' },
      { kind: 'text', text: 'its threads', tone: 'head' },
      { kind: 'table', rows: each },
    ],
  });
}

function spendMark({ cost_usd: usd, tokens }: ThreadDiff): Mark {
  return onlyOf(usd) ?? (usd.a === usd.b && tokens.a === tokens.b ? '=' : '~');
}

function totalRows(comparison: Comparison): TableRow[] {
  const { a, b } = comparison.diff.runs;
  const row = (label: string, text: (side: typeof a) => string): TableRow => ({ label, a: text(a), b: text(b) });
  const took = (ms: number | undefined): string => (ms === undefined ? '-' : durationText(ms));
  return [
    spendRow({ a: a.cost.usd, b: b.cost.usd }, comparison),
    row('turns', ({ cost }) => String(cost.turns)),
    row('model calls', ({ cost }) => String(cost.model_calls)),
    row('tool calls', ({ cost }) => String(cost.tool_calls)),
    bothRow('tokens in', { a: a.cost.input_tokens, b: b.cost.input_tokens }, tokensText),
    bothRow('tokens out', { a: a.cost.output_tokens, b: b.cost.output_tokens }, tokensText),
    bothRow('cache read', { a: a.cost.cache_read_tokens, b: b.cost.cache_read_tokens }, tokensText),
    bothRow('cache write', { a: a.cost.cache_write_tokens, b: b.cost.cache_write_tokens }, tokensText),
    row('took', ({ duration_ms: ms }) => took(ms)),
  ];
}
