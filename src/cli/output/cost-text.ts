import type { CostDocument } from '#app';
import { type CostRow, costText, durationText, oneLine, type ToolUse, usdText } from '#protocol';
import { columns, painter } from './style.ts';

const NAME_LENGTH = 34;

/** A cost table for a terminal of 80 columns. */
export function costTableText(document: CostDocument, colour: boolean): string {
  const paint = painter(colour);
  const { tools, rows, total, by } = document;
  const table = tools ? toolRows(tools) : moneyRows(rows, total, by);
  const [head = '', ...lines] = columns(table, table[0]?.map((_, index) => index).slice(1));
  return `${[paint('bold', head), ...lines, '', ...sums(document)].join('\n')}\n`;
}

function moneyRows(rows: readonly CostRow[], total: CostRow, by: string): string[][] {
  const hasSubtree = rows.some(({ subtree_usd }) => subtree_usd !== undefined);
  const hasSaved = total.saved_usd > 0;
  const line = (row: CostRow, name: string): string[] => [
    name,
    money(row.usd, row.simulated_usd),
    ...(hasSubtree
      ? [row.subtree_usd === undefined ? '' : money(row.subtree_usd, row.subtree_simulated_usd ?? 0)]
      : []),
    ...(hasSaved ? [row.saved_usd > 0 ? usdText(row.saved_usd) : ''] : []),
    String(row.model_calls),
    String(row.input_tokens + row.cache_read_tokens + row.cache_write_tokens),
    String(row.output_tokens),
  ];
  const head = [
    by,
    'own',
    ...(hasSubtree ? ['with all below'] : []),
    ...(hasSaved ? ['saved'] : []),
    'calls',
    'in',
    'out',
  ];
  return [
    head,
    ...rows.map((row) =>
      line(row, oneLine(row.run_id === undefined ? row.name : `${row.run_id} ${row.name}`, NAME_LENGTH)),
    ),
    line(total, 'total'),
  ];
}

function toolRows(tools: readonly ToolUse[]): string[][] {
  return [
    ['tool', 'calls', 'failed', 'refused', 'result bytes', 'time'],
    ...tools.map(({ tool, calls, failed, denied, result_bytes: bytes, ms }) => [
      oneLine(tool, NAME_LENGTH),
      String(calls),
      String(failed),
      String(denied),
      String(bytes),
      durationText(ms),
    ]),
  ];
}

/** Real money and made-up money are never added. */
function money(usd: number, simulated: number): string {
  if (simulated === 0) return usdText(usd);
  return usd === 0 ? `~${usdText(simulated)}` : `${usdText(usd)} ~${usdText(simulated)}`;
}

function sums({ total, saved_by_caching_usd: caching, unknown_models: unknown, shared }: CostDocument): string[] {
  const lines = [];
  if (total.simulated_usd > 0)
    lines.push(`~ ${costText(total.simulated_usd, true)}: made up from text lengths, and paid by nobody`);
  if (total.unsettled_usd > 0) lines.push(`${usdText(total.unsettled_usd)} of it was charged without an answer`);
  if (total.saved_usd > 0) lines.push(`${usdText(total.saved_usd)} saved by taking over from other runs`);
  if (caching !== undefined && caching !== 0)
    lines.push(
      caching > 0
        ? `${usdText(caching)} saved by prompt caching`
        : `prompt caching cost ${usdText(-caching)} more than it saved`,
    );
  if (unknown.length > 0) lines.push(`what caching saved is not known: no price for ${unknown.join(', ')}`);
  for (const { run_id, with: source, events } of shared)
    lines.push(`${run_id} shares ${events} events with ${source}, which paid for them`);
  return lines;
}
