import { BadIdError } from '../errors.ts';

/**
 * Returns an id that stays below the folder of its kind when it is made a path.
 * @throws {BadIdError}
 */
export function checkItemId(id: string): string {
  const reason = idProblem(id);
  if (reason !== undefined) throw new BadIdError(id, reason);
  return id;
}

/** Why an id could name a file outside of its folder, or none; undefined where it is fine. */
export function idProblem(id: string): string | undefined {
  if (id === '') return 'is empty';
  if (id.includes('\0')) return 'holds a NUL character';
  if (/\p{Cc}/u.test(id)) return 'holds a control character';
  if (id.includes('\\')) return 'holds a backslash';
  if (id.startsWith('/') || /^[A-Za-z]:/.test(id)) return 'is an absolute path';
  const parts = id.split('/');
  if (parts.includes('..') || parts.includes('.')) return 'holds a "." or ".." part';
  if (parts.includes('')) return 'holds an empty part';
  return undefined;
}
