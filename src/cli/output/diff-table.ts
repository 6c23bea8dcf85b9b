import { durationText, type RunDiff, type SideDocument, usdText } from '#protocol';
import type { DiffView } from './diff-parts.ts';
import { columns, painter } from './style.ts';

/** Both runs in figures, one column each. */
export function runTable({ a, b, runs }: RunDiff, { colour }: DiffView): string[] {
  const rows = [
    ['', a, b],
    ...(runs.a.item === runs.b.item ? [] : [row('item', runs, ({ item }) => item)]),
    row('status', runs, ({ status }) => status),
    row('cost', runs, ({ cost, simulated }) => `${usdText(cost.usd)}${simulated ? ' (simulated)' : ''}`),
    row('tokens', runs, tokensText),
    row('time', runs, ({ duration_ms: ms }) => (ms === undefined ? '' : durationText(ms))),
    row('turns', runs, ({ cost }) => String(cost.turns)),
    row('tool calls', runs, ({ cost }) => String(cost.tool_calls)),
    row('threads', runs, ({ threads }) => String(threads)),
    row('events', runs, ({ seq }) => String(seq)),
  ];
  const [head = '', ...lines] = columns(rows);
  return [painter(colour)('bold', head), ...lines];
}

function row(name: string, { a, b }: RunDiff['runs'], text: (side: SideDocument) => string): string[] {
  return [`  ${name}`, text(a), text(b)];
}

function tokensText({ cost }: SideDocument): string {
  const cached = cost.cache_read_tokens + cost.cache_write_tokens;
  const plain = `${cost.input_tokens} in, ${cost.output_tokens} out`;
  return cached > 0 ? `${plain}, ${cached} cached` : plain;
}
