import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunState, sha256 } from '#protocol';
import type { Project } from '../open-project.ts';

/** Files of the project that the run wrote and that are not, or no longer, as it left them. Sorted paths. */
export async function changedSince({ root }: Pick<Project, 'root'>, { files }: RunState): Promise<string[]> {
  const changed: string[] = [];
  for (const [path, fact] of files) {
    const content = await readFile(join(root, path)).catch(() => undefined);
    if (!content || sha256(content) !== fact.sha256) changed.push(path);
  }
  return changed.toSorted();
}
