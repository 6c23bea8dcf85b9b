import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, type ProjectPath, reservedRule } from '../resolve-path.ts';
import { gitFiles } from './git-files.ts';

/** Folders that no one searches on purpose where git cannot say what is ignored. */
const SKIPPED_FOLDERS = new Set(['node_modules', '.git']);

/**
 * The files below a folder, project-relative and sorted, git-ignored ones left out where the project is in a
 * repository. Below `.ai/data`, which git ignores and pipelines read, all files count.
 */
export async function listFiles(
  place: ProjectPath,
  options: { projectRoot: string; env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): Promise<string[]> {
  const inData = place.relative === '.ai/data' || place.data !== undefined;
  const known = inData ? undefined : await gitFiles({ cwd: options.projectRoot, under: place.relative, ...options });
  const files = known ?? (await walk(place, options.signal));
  return files.filter((file) => reservedRule(file) === undefined).sort();
}

async function walk(place: ProjectPath, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const folders = [place.relative];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    const absolute = join(place.absolute, folder.slice(place.relative.length));
    const entries = await readdir(absolute, { withFileTypes: true }).catch((error: unknown) => {
      // A folder that went away, or that may not be read, has no files to offer.
      if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) return [];
      throw error;
    });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const enters = !SKIPPED_FOLDERS.has(entry.name) && path !== '.ai/data' && reservedRule(path) === undefined;
        if (enters) folders.push(path);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        files.push(path);
      }
    }
  }
  return files;
}
