import type { CostTable } from '#protocol';

const COLUMNS = [
  'run_id',
  'name',
  'usd',
  'simulated_usd',
  'subtree_usd',
  'subtree_simulated_usd',
  'unsettled_usd',
  'saved_usd',
  'model_calls',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
] as const;
const TOOL_COLUMNS = ['tool', 'calls', 'failed', 'denied', 'result_bytes', 'ms'] as const;

/** A cost table as RFC 4180 has it: a header, a line each, fields in quotes where they need it. */
export function costCsv({ rows, tools }: CostTable): string {
  const lines: (readonly (string | number | undefined)[])[] = tools
    ? [TOOL_COLUMNS, ...tools.map((use) => TOOL_COLUMNS.map((column) => use[column]))]
    : [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))];
  return lines.map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | undefined): string {
  const text = typeof value === 'number' ? plain(value) : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Money has at most nine decimals; no spreadsheet is to meet an exponent. */
function plain(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(9).replace(/0+$/, '');
}
