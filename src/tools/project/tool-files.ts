import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Space } from '#protocol';
import { errnoOf } from '../resolve-path.ts';

/** Folders that contain `tools/`, one a space. */
export interface ToolSpaces {
  project?: string;
  user?: string;
  bundled: string;
}

export interface ToolFile {
  id: string;
  space: Space;
  absolute: string;
  /** As people read it: `.ai/tools/…`, `~/.ai/tools/…`, `rye:tools/…`. */
  shown: string;
  extension: string;
}

/** Where two files have one id, the first of these wins. */
const EXTENSIONS: readonly string[] = ['ts', 'js', 'mjs', 'cjs', 'py', 'yaml', 'yml', 'sh'];

const SHOWN: Record<Space, string> = { project: '.ai/tools', user: '~/.ai/tools', bundled: 'rye:tools' };
const ORDER: readonly Space[] = ['project', 'user', 'bundled'];

/** Every tool file by id; the project's before the user's before the bundled. */
export async function listToolFiles(spaces: ToolSpaces): Promise<Map<string, ToolFile>> {
  const found = new Map<string, ToolFile>();
  for (const space of ORDER) {
    const folder = spaces[space];
    if (folder === undefined) continue;
    for (const [id, file] of await filesOfSpace(space, join(folder, 'tools'))) if (!found.has(id)) found.set(id, file);
  }
  return found;
}

async function filesOfSpace(space: Space, root: string): Promise<Map<string, ToolFile>> {
  const found = new Map<string, ToolFile>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of await namesIn(join(root, folder))) {
      // A leading _ or . marks what tools share, and what editors leave behind.
      if (/^[_.]/.test(name) || name === 'node_modules') continue;
      const path = `${folder}${name}`;
      const absolute = join(root, path);
      const entry = await stat(absolute).catch(() => undefined);
      if (entry?.isDirectory()) folders.push(`${path}/`);
      const [, id, extension] = /^(.+)\.([a-z]+)$/.exec(path) ?? [];
      if (!entry?.isFile() || id === undefined || extension === undefined || !isId(id)) continue;
      const other = found.get(id);
      if (rankOf(extension) < (other === undefined ? EXTENSIONS.length : rankOf(other.extension))) {
        found.set(id, { id, space, absolute, shown: `${SHOWN[space]}/${path}`, extension });
      }
    }
  }
  return found;
}

/** Type declarations are no tools, and an id has to be writable in a capability. */
function isId(id: string): boolean {
  return !id.endsWith('.d') && /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/.test(id);
}

function rankOf(extension: string): number {
  const rank = EXTENSIONS.indexOf(extension);
  return rank === -1 ? EXTENSIONS.length : rank;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
    throw error;
  }
}
