import { isAbsolute, relative } from 'node:path';

/** Whether a path lies below a folder, both absolute. */
export function isBelow(path: string, folder: string): boolean {
  const from = relative(folder, path);
  return from !== '' && from !== '..' && !from.startsWith('../') && !isAbsolute(from);
}
