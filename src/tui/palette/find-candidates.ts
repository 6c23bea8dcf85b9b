import type { Surroundings } from '../overlays/surroundings.ts';
import type { PaletteEntry } from './entry.ts';
import { rankMatches } from './fuzzy.ts';
import { directiveEntries, paletteEntries } from './palette-entries.ts';

/** An entry that answers to what was typed. */
export interface Candidate {
  entry: PaletteEntry;
  /** It begins with what was typed, or one of its words does: enter takes it. Else it has to be chosen. */
  near: boolean;
}

/** The name in a line, its leading colons left out, and what stands behind it. */
export function partsOf(line: string): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^\s*:*\s*(\S*)\s*(.*)$/su.exec(line) ?? [];
  return { name, rest: rest.trim() };
}

/**
 * Entries for what is typed, the best first: by name, then those whose description has a word that begins like it. A
 * line that begins with `/` is about directives alone.
 */
export function findCandidates(line: string, around: Surroundings): Candidate[] {
  const { name } = partsOf(line);
  const all = name.startsWith('/') ? directiveEntries(around) : paletteEntries(around);
  const entries = all.filter(({ hidden }) => !hidden);
  const wanted = name === '/' ? '' : name;
  const byName = rankMatches(wanted, entries, (entry) => entry.name);
  const named = new Set(byName.map(({ item }) => item));
  const rest = entries.filter((entry) => !named.has(entry));
  const byDescription = rankMatches(wanted, rest, (entry) => entry.description).filter(
    ({ match }) => match.kind === 'word' || match.kind === 'prefix',
  );
  return [
    ...byName.map(({ item, match }) => ({ entry: item, near: wanted !== '' && NEAR.has(match.kind) })),
    ...byDescription.map(({ item }) => ({ entry: item, near: false })),
  ];
}

const NEAR: ReadonlySet<string> = new Set(['whole', 'prefix', 'word']);
