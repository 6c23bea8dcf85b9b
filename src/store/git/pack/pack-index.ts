import { createHash } from 'node:crypto';

/** Where an object lies in a pack. */
export interface PackEntry {
  id: Buffer;
  offset: number;
  /** CRC-32 of its bytes in the pack. */
  crc: number;
}

/** Offsets of 2 GiB and more would need a table of their own; a pack of one batch has a few megabytes. */
const LARGEST_OFFSET = 0x7fffffff;

/** The index of a pack (git-pack-format(5), version 2). @param checksum The one that ends the pack. */
export function encodeIndex(format: string, entries: readonly PackEntry[], checksum: Buffer): Buffer {
  const sorted = entries.toSorted((a, b) => a.id.compare(b.id));
  const fanout = new Uint32Array(256);
  for (const { id, offset } of sorted) {
    if (offset > LARGEST_OFFSET) throw new RangeError(`a pack of more than 2 GiB: an object at ${offset}`);
    const first = id[0] ?? 0;
    fanout[first] = (fanout[first] ?? 0) + 1;
  }
  const table = Buffer.alloc(8 + 256 * 4);
  table.writeUInt32BE(0xff744f63, 0);
  table.writeUInt32BE(2, 4);
  let total = 0;
  for (const [first, count] of fanout.entries()) {
    total += count;
    table.writeUInt32BE(total, 8 + first * 4);
  }
  const sums = Buffer.alloc(sorted.length * 8);
  for (const [nth, { crc, offset }] of sorted.entries()) {
    sums.writeUInt32BE(crc, nth * 4);
    sums.writeUInt32BE(offset, (sorted.length + nth) * 4);
  }
  const index = Buffer.concat([table, ...sorted.map(({ id }) => id), sums, checksum]);
  return Buffer.concat([index, createHash(format).update(index).digest()]);
}
