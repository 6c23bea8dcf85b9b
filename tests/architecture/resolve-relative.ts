import { dirname, join } from 'node:path/posix';

/** The path, from the repository on, that a relative import means. */
export function resolveRelative(fromPath: string, specifier: string): string {
  return join(dirname(fromPath), specifier);
}
