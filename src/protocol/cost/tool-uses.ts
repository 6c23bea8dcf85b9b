import type { Event } from '../events/index.ts';
import type { CostSide } from './charges.ts';

/** How a tool was used: it costs no money itself, and what it gives back is read by a model, and paid for. */
export interface ToolUse {
  tool: string;
  calls: number;
  failed: number;
  denied: number;
  /** Of the results as the models were told them, as JSON. */
  result_bytes: number;
  ms: number;
}

/** The tools that some runs called; those that took longest first. */
export function toolUses(sides: readonly CostSide[]): ToolUse[] {
  const uses = new Map<string, ToolUse>();
  for (const { events } of sides) {
    const began = new Map<string, string>();
    for (const event of events) if (event.taken_over === undefined) note(event, uses, began);
  }
  return [...uses.values()].toSorted((a, b) => b.ms - a.ms || b.calls - a.calls || (a.tool < b.tool ? -1 : 1));
}

function note(event: Event, uses: Map<string, ToolUse>, began: Map<string, string>): void {
  const key = `${event.thread} ${event.call_id ?? ''}`;
  switch (event.type) {
    case 'tool_call_started':
      entryFor(uses, event.data.tool).calls += 1;
      began.set(key, event.at);
      return;
    case 'tool_call_completed':
    case 'tool_call_failed': {
      const use = entryFor(uses, event.data.tool);
      if (event.type === 'tool_call_failed') use.failed += 1;
      use.result_bytes += Buffer.byteLength(JSON.stringify(event.data.result ?? null));
      use.ms += Date.parse(event.at) - Date.parse(began.get(key) ?? event.at);
      return;
    }
    case 'tool_call_denied':
      entryFor(uses, event.data.tool).denied += 1;
      return;
    default:
  }
}

function entryFor(uses: Map<string, ToolUse>, tool: string): ToolUse {
  const use = uses.get(tool) ?? { tool, calls: 0, failed: 0, denied: 0, result_bytes: 0, ms: 0 };
  uses.set(tool, use);
  return use;
}
