import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { NoSuchFileError, WrongKindError } from '../errors.ts';
import { errnoOf, reservedRule, resolvePath } from '../resolve-path.ts';

export const lsTool = defineTool({
  id: 'rye/file-system/ls',
  description:
    'Lists one folder of the project, git-ignored entries included. Returns `entries`, sorted by name, each with `name`, `type` (file, folder, symlink or other) and `size` in bytes (0 for what is no file).',
  effect: 'none',
  input: z.strictObject({
    path: z.string().optional().describe('The folder, relative to the project root. Default: the project root.'),
  }),
  async run({ path = '.' }, context) {
    const place = await resolvePath(context.projectRoot, path);
    const found = await readdir(place.absolute, { withFileTypes: true }).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') throw new NoSuchFileError({ path });
      if (errnoOf(error) === 'ENOTDIR') throw new WrongKindError({ path, wanted: 'folder', found: 'file' });
      throw error;
    });
    const reachable = found
      .filter(
        (entry) => reservedRule(place.relative === '' ? entry.name : `${place.relative}/${entry.name}`) === undefined,
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const entries = await Promise.all(
      reachable.map(async (entry) => ({
        name: entry.name,
        type: typeOf(entry),
        size: entry.isFile() ? await sizeOf(join(place.absolute, entry.name)) : 0,
      })),
    );
    return { ok: true, result: { entries } };
  },
});

function typeOf(entry: Dirent): string {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** A file that vanishes while its folder is listed has no size. */
async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  return found?.size ?? 0;
}
