import { createHash, hash } from 'node:crypto';

/** The kinds of git objects that rye makes. */
export type ObjectKind = 'commit' | 'tree' | 'blob';

/** Up to here a copy costs less than a hash of two pieces. */
const COPIED_BYTES = 2048;

/** The name of a git object, as bytes. @param format Shape: `sha1` or `sha256`. */
export function objectId(format: string, kind: ObjectKind, content: Uint8Array): Buffer {
  const head = `${kind} ${content.byteLength}\0`;
  if (content.byteLength > COPIED_BYTES) return createHash(format).update(head).update(content).digest();
  // In one call: 1.3 µs against 2.1 for 200 bytes.
  const whole = Buffer.allocUnsafe(head.length + content.byteLength);
  whole.write(head, 'latin1');
  whole.set(content, head.length);
  return hash(format, whole, 'buffer');
}
