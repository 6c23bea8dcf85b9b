import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { ProblemCode } from '../problems/problem-codes.ts';

/** A file that was come across, or what is wrong with it before it is even read. */
export interface WalkedFile {
  /** Absolute path. */
  file: string;
  fault?: WalkFault;
}

/** What is wrong with a file before it is even read. */
export interface WalkFault {
  code: ProblemCode;
  level: 'error' | 'warning';
  message: string;
}

/** Folders of other people's files, of caches, and of what rye and git keep. */
const SKIPPED = new Set(['node_modules', '__pycache__', '.git', 'data', 'state']);

/**
 * Every file below a folder, in the order of their names. Linked folders are not walked into, so a walk ends; a link to
 * a file must stay within `boundary`.
 * @param boundary Absolute path.
 */
export async function walkFiles(folder: string, boundary: string): Promise<WalkedFile[]> {
  const real = await realpath(boundary).catch(() => boundary);
  const found: WalkedFile[] = [];
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of await entriesOf(at, found)) {
      const file = join(at, entry.name);
      if (entry.isDirectory()) {
        if (isSkipped(entry.name, at)) continue;
        if (/\.md$/i.test(entry.name)) found.push({ file, fault: FOLDER });
        open.push(file);
      } else if (entry.isSymbolicLink()) {
        const link = await follow(file, real);
        if (link !== undefined) found.push(link);
      } else if (entry.isFile()) found.push({ file });
    }
  }
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

const FOLDER: WalkFault = {
  code: 'not-a-file',
  level: 'warning',
  message: 'this is a folder, and has the name of an item',
};

function isSkipped(name: string, parent: string): boolean {
  if (name === 'data' || name === 'state') return basename(parent) === '.ai';
  return SKIPPED.has(name) || (name.startsWith('.') && name !== '.ai');
}

async function entriesOf(folder: string, found: WalkedFile[]): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.') || name === '.ai');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    found.push({
      file: folder,
      fault: { code: 'unreadable', level: 'error', message: `the folder cannot be read (${reason})` },
    });
    return [];
  }
}

/** A link within the boundary to a folder is passed by: what it leads to is walked where it lies. */
async function follow(file: string, boundary: string): Promise<WalkedFile | undefined> {
  const fault = (code: ProblemCode, message: string): WalkedFile => ({
    file,
    fault: { code, level: 'error', message },
  });
  try {
    const target = await realpath(file);
    const inside = target === boundary || target.startsWith(`${boundary}${sep}`);
    if (!inside) return fault('link-outside', 'this link leads out of its space');
    return (await stat(target)).isDirectory() ? undefined : { file };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') return fault('broken-link', 'this link leads in a circle');
    if (code === 'ENOENT' || code === 'ENOTDIR') return fault('broken-link', 'this link leads nowhere');
    return fault('unreadable', `this link cannot be followed (${code ?? 'unknown reason'})`);
  }
}
