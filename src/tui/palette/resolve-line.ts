import { nearest } from '#protocol';
import type { Surroundings } from '../overlays/surroundings.ts';
import { type PaletteEntry, type Resolved, refused } from './entry.ts';
import { type Candidate, findCandidates, partsOf } from './find-candidates.ts';
import { directiveEntries, paletteEntries } from './palette-entries.ts';
import { splitWords } from './split-words.ts';

/** What `enter` does with a line. */
export type LineResult = { kind: 'done'; resolved: Resolved } | { kind: 'complete'; entry: PaletteEntry };

/**
 * Resolves a line: the entry of exactly that name, else the one that was chosen in the list, else the first one that
 * begins like what was typed. What only holds the letters somewhere is never taken: a typing error would do something.
 * @param chosen The entry that was moved to in the list.
 */
export function resolveLine(line: string, chosen: Candidate | undefined, around: Surroundings): LineResult {
  const { name, rest } = partsOf(line);
  if (name === '' && !chosen) return failed('Type a command, or / for the directives.');
  const exact = chosen?.entry ?? exactEntry(name, around);
  const entry = exact ?? findCandidates(line, around).find(({ near }) => near)?.entry;
  if (!entry) return failed(unknown(name, around));
  const words = splitWords(rest);
  if (!words.ok) return failed(words.problem);
  // A form asks for what is missing itself; any other name that was guessed is shown before it is taken.
  const asks = entry.usage !== undefined && !entry.name.startsWith('/');
  if (exact === undefined && asks && words.words.length === 0) return { kind: 'complete', entry };
  return { kind: 'done', resolved: entry.resolve(words.words, rest, around) };
}

function exactEntry(name: string, around: Surroundings): PaletteEntry | undefined {
  return paletteEntries(around).find((entry) => entry.name === name || entry.aliases.includes(name));
}

function unknown(name: string, around: Surroundings): string {
  if (name.startsWith('/')) {
    const names = directiveEntries(around).map((entry) => entry.name);
    if (around.directives === undefined)
      return around.directivesProblem ?? 'The directives are still being read: press enter again.';
    return `There is no directive ${name}. ${hint(name, names, '')}`;
  }
  const listed = paletteEntries(around).filter(({ hidden }) => !hidden);
  const names = listed.flatMap((entry) => [entry.name, ...entry.aliases]);
  return `There is no command :${name}. ${hint(name, names, ':')}`;
}

function hint(name: string, names: readonly string[], mark: string): string {
  const [near] = nearest(name, names, 1);
  return near === undefined ? 'esc leaves, ? lists the keys.' : `Nearest: ${mark}${near}`;
}

function failed(problem: string): LineResult {
  return { kind: 'done', resolved: refused(problem) };
}
