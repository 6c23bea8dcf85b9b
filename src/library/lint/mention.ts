import type { ItemKind, Problem } from '#protocol';

/** Something outside a file that the file names; whether it is there, only those can tell who know it. */
export type Mention = { line: number; col: number } & (
  | {
      what: 'item';
      kind: ItemKind;
      id: string;
      /** How it is named there, for a message: `extends`, `<system>`. */
      as: string;
    }
  | {
      what: 'grant';
      capability: string;
      /** Risk classes that the directive acknowledges. */
      acknowledged: readonly string[];
    }
  | { what: 'model'; tier?: string; id?: string }
);

/** What is wrong inside a file, and what it names outside of it. */
export interface Inspection {
  problems: Problem[];
  mentions: Mention[];
}
