import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../disk/durable-file.ts';
import { gitText } from '../git/run-git.ts';

/** What the state repository takes, as far as git counts it. */
export interface StateSize {
  /** Of every file in its git directory. */
  bytes: number;
  packs: number;
  /** Objects in files of their own. */
  loose: number;
}

/** Measures the state repository. Changes nothing. */
export async function stateSize(gitDir: string): Promise<StateSize> {
  const facts = new Map(
    (await gitText({ gitDir }, ['count-objects', '-v']))
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  );
  return { bytes: folderBytes(gitDir), packs: Number(facts.get('packs')), loose: Number(facts.get('count')) };
}

/** The bytes of all files below a folder; of what goes away meanwhile, none. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(path);
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
