import picomatch from 'picomatch';
import { BadPatternError } from '../errors.ts';

/** The longest glob that is compiled; a longer one is no glob that someone wrote. */
const MAX_GLOB_LENGTH = 300;

/**
 * A test of paths against a glob; dot files count, a pattern without `/` may match the last name where asked for.
 * @throws {BadPatternError}
 */
export function compileGlob(pattern: string, options: { lastName?: boolean } = {}): (path: string) => boolean {
  if (pattern === '' || pattern.length > MAX_GLOB_LENGTH) {
    throw new BadPatternError({
      pattern: pattern.slice(0, 80),
      why: pattern === '' ? 'it is empty' : 'it is too long',
    });
  }
  // Nested repetition, as extended globs allow it, could keep the event loop busy for ever.
  const matches = picomatch(pattern.replace(/^\.\//, ''), {
    dot: true,
    noextglob: true,
    basename: options.lastName === true && !pattern.includes('/'),
  });
  // A second argument, such as the index that filter passes, would change what the matcher returns.
  return (path) => matches(path);
}

/** The folder that a glob names before its first special character; the empty string for none. */
export function folderOfGlob(pattern: string): string {
  const { base, glob } = picomatch.scan(pattern);
  return glob === '' ? base.split('/').slice(0, -1).join('/') : base;
}
