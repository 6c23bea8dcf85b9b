import type { BoardRules, Card, Gate } from '#protocol';

/** What stands between a card and the next column. */
export interface GateAhead {
  next: string;
  /** Absent where nothing holds it. */
  gate?: Gate;
  /** What it said last about this card. */
  last?: { isGreen: boolean; detail: string; at: string };
  /** It holds the card where it is. */
  isRed: boolean;
}

/** @returns undefined in the last column */
export function gateAhead(card: Card, { columns, gates }: BoardRules): GateAhead | undefined {
  const next = columns[columns.indexOf(card.column) + 1];
  if (next === undefined) return undefined;
  const gate = gates[next];
  const last = card.gates.get(next);
  return { next, ...(gate && { gate }), ...(last && { last }), isRed: gate !== undefined && card.red?.gate === next };
}

/** What a gate asks. Not sanitized. */
export function gateText(gate: Gate): string {
  return 'command' in gate ? gate.command : 'a person says so';
}
