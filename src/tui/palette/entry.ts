import type { Demand } from '../overlays/demand.ts';
import type { Surroundings } from '../overlays/surroundings.ts';
import type { Word } from './split-words.ts';

/** What a line of the palette comes to: something to be done, or why nothing is. */
export type Resolved = { ok: true; demands: readonly Demand[] } | { ok: false; problem: string };

/** One thing that the palette can do. */
export interface PaletteEntry {
  /** As it is typed; a directive's begins with `/`. */
  name: string;
  aliases: readonly string[];
  /** What may stand behind the name, as help writes it; absent: nothing. */
  usage?: string;
  description: string;
  /** Answers to its name, and is listed nowhere. */
  hidden?: boolean;
  /** The key that does the same. */
  key?: string;
  /** @param words What was typed behind the name. @param rest The same, as it was typed. */
  resolve(words: readonly Word[], rest: string, around: Surroundings): Resolved;
}

export function done(...demands: Demand[]): Resolved {
  return { ok: true, demands };
}

export function refused(problem: string): Resolved {
  return { ok: false, problem };
}
