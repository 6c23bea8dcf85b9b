import { createHash } from 'node:crypto';

/** The kinds of git objects that rye makes. */
export type ObjectKind = 'commit' | 'tree' | 'blob';

/** The name of a git object, as bytes. @param format Shape: `sha1` or `sha256`. */
export function objectId(format: string, kind: ObjectKind, content: Uint8Array): Buffer {
  return createHash(format).update(`${kind} ${content.byteLength}\0`).update(content).digest();
}
