import { PathRefusedError } from '../errors.ts';
import { reservedRule } from '../resolve-path.ts';

/**
 * The name of an artifact as the run knows it: `/`-separated, below its artifacts, with or without that folder written.
 * @throws {PathRefusedError}
 */
export function artifactPath(given: string): string {
  const path = given.replace(/^(\.\/)?(artifacts\/)?/, '');
  const parts = path.split('/');
  const odd =
    path.includes('\0') || path.includes('\\') || parts.some((part) => part === '' || part === '.' || part === '..');
  const rule = odd ? 'an artifact has a plain relative path' : reservedRule(path);
  if (rule !== undefined) throw new PathRefusedError({ path: given, rule });
  return path;
}
