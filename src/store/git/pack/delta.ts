/** git-pack-format(5), "Deltified representation": a copy takes at most so many bytes at once. */
const LONGEST_COPY = 0xffff;
const LONGEST_INSERT = 0x7f;

/**
 * How `content` comes out of `base`: what both begin with, what is new, what both end with. That is all there is to say
 * of a segment that a line was added to, or of a folder in which one file changed.
 * @returns undefined where it would not save at least half.
 */
export function encodeDelta(base: Buffer, content: Buffer): Buffer | undefined {
  const shorter = Math.min(base.byteLength, content.byteLength);
  // Most often something was only added: one comparison of memory instead of one for each byte.
  let same = base.subarray(0, shorter).equals(content.subarray(0, shorter)) ? shorter : 0;
  while (same < shorter && base[same] === content[same]) same += 1;
  let end = 0;
  while (end < shorter - same && base[base.byteLength - 1 - end] === content[content.byteLength - 1 - end]) end += 1;
  const added = content.subarray(same, content.byteLength - end);
  if (added.byteLength > content.byteLength / 2) return undefined;
  const head: number[] = [];
  putSize(head, base.byteLength);
  putSize(head, content.byteLength);
  putCopy(head, 0, same);
  const tail: number[] = [];
  putCopy(tail, base.byteLength - end, end);
  return Buffer.concat([Buffer.from(head), inserts(added), Buffer.from(tail)]);
}

/** New bytes, each piece behind its length. */
function inserts(added: Uint8Array): Buffer {
  const pieces = Math.ceil(added.byteLength / LONGEST_INSERT);
  const ops = Buffer.allocUnsafe(added.byteLength + pieces);
  for (let nth = 0; nth < pieces; nth += 1) {
    const piece = added.subarray(nth * LONGEST_INSERT, (nth + 1) * LONGEST_INSERT);
    ops[nth * (LONGEST_INSERT + 1)] = piece.byteLength;
    ops.set(piece, nth * (LONGEST_INSERT + 1) + 1);
  }
  return ops;
}

/** Seven bits a byte, the lowest first. */
function putSize(ops: number[], size: number): void {
  let left = size;
  for (; left > 0x7f; left = Math.floor(left / 128)) ops.push((left & 0x7f) | 0x80);
  ops.push(left);
}

/** One byte says which bytes of offset and length follow; those that are zero do not. */
function putCopy(ops: number[], from: number, length: number): void {
  for (let at = 0; at < length; at += LONGEST_COPY) {
    const [offset, size] = [from + at, Math.min(LONGEST_COPY, length - at)];
    const bytes = [
      offset & 0xff,
      (offset >>> 8) & 0xff,
      (offset >>> 16) & 0xff,
      offset >>> 24,
      size & 0xff,
      size >>> 8,
    ];
    let which = 0x80;
    for (const [bit, byte] of bytes.entries()) if (byte !== 0) which |= 1 << bit;
    ops.push(which, ...bytes.filter((byte) => byte !== 0));
  }
}
