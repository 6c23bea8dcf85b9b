import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ByteSink } from '../byte-sink.ts';
import { encodeDelta } from './delta.ts';
import { type ObjectKind, objectId } from './object-id.ts';
import { encodeIndex, type PackEntry } from './pack-index.ts';
import { zlibStream } from './zlib-stream.ts';

const TYPES: Readonly<Record<ObjectKind, number>> = { commit: 1, tree: 2, blob: 3 };
const OFFSET_DELTA = 6;
/** Differences on top of each other, at most: as many as git makes itself. */
const DEEPEST = 50;
/** Bytes of what is stored as a difference: shorter is not worth it, longer would have to be looked through. */
const SHORTEST_DELTA = 64;
const LONGEST_DELTA = 1024 * 1024;

interface Base {
  content: Buffer;
  offset: number;
  depth: number;
}

/** A finished pack, with its index; both as git keeps them in `objects/pack`. */
export interface Pack {
  /** Shape: `pack-<checksum>`. */
  name: string;
  content: Buffer;
  index: Buffer;
}

/**
 * Objects put one after the other into one pack (git-pack-format(5), version 2). What was put in under the same key
 * before is the base that the next one is stored as a difference to.
 */
export class PackBuilder {
  readonly #format: string;
  readonly #sink = new ByteSink();
  #entries: PackEntry[] = [];
  #known = new Set<string>();
  #bases = new Map<string, Base>();

  /** @param format Shape: `sha1` or `sha256`. */
  constructor(format: string) {
    this.#format = format;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /**
   * Puts an object in, unless it is in there already.
   * @param content That of a blob is kept as it is until the pack is finished, so its bytes must not change.
   * @returns its id.
   */
  add(kind: ObjectKind, content: Buffer, key?: string): Buffer {
    if (this.isEmpty) this.#begin();
    const id = objectId(this.#format, kind, content);
    const name = id.toString('latin1');
    if (this.#known.has(name)) return id;
    this.#known.add(name);
    const base = key === undefined ? undefined : this.#bases.get(key);
    const fits = content.byteLength >= SHORTEST_DELTA && content.byteLength <= LONGEST_DELTA;
    const delta = base && fits && base.depth < DEEPEST ? encodeDelta(base.content, content) : undefined;
    const offset = this.#sink.content.byteLength;
    if (base && delta) this.#put(OFFSET_DELTA, delta, distance(offset - base.offset));
    else this.#put(TYPES[kind], content, []);
    this.#entries.push({ id, offset, crc: crc32(this.#sink.content.subarray(offset)) });
    if (key !== undefined) {
      const kept = kind === 'tree' ? copyOver(base?.content, content) : content;
      this.#bases.set(key, { content: kept, offset, depth: base && delta ? base.depth + 1 : 0 });
    }
    return id;
  }

  /** Ends the pack, and begins the next one. @returns the pack; its bytes hold until something is added again. */
  finish(): Pack {
    this.#sink.content.writeUInt32BE(this.#entries.length, 8);
    const checksum = createHash(this.#format).update(this.#sink.content).digest();
    this.#sink.bytes(checksum);
    const index = encodeIndex(this.#format, this.#entries, checksum);
    this.#entries = [];
    this.#known = new Set();
    this.#bases = new Map();
    return { name: `pack-${checksum.toString('hex')}`, content: this.#sink.content, index };
  }

  #begin(): void {
    this.#sink.clear();
    this.#sink.text('PACK\0\0\0\u0002\0\0\0\0');
  }

  /** Type and size, four bits of it in the first byte; then what `between` says; then the stream. */
  #put(type: number, bytes: Uint8Array, between: number[]): void {
    const header: number[] = [];
    let left = Math.floor(bytes.byteLength / 16);
    header.push((type << 4) | (bytes.byteLength & 0x0f) | (left > 0 ? 0x80 : 0));
    while (left > 0) {
      const more = Math.floor(left / 128);
      header.push((left & 0x7f) | (more > 0 ? 0x80 : 0));
      left = more;
    }
    this.#sink.bytes(Uint8Array.from([...header, ...between]));
    this.#sink.bytes(zlibStream(bytes));
  }
}

/** A copy, in the place of one that is needed no longer where it fits. */
function copyOver(old: Buffer | undefined, content: Buffer): Buffer {
  if (old?.byteLength !== content.byteLength) return Buffer.from(content);
  old.set(content);
  return old;
}

/** How far back the base lies: seven bits a byte, the highest first, each but the last one less than it counts. */
function distance(back: number): number[] {
  const bytes = [back & 0x7f];
  for (let left = Math.floor(back / 128); left > 0; left = Math.floor(left / 128)) {
    left -= 1;
    bytes.unshift((left & 0x7f) | 0x80);
  }
  return bytes;
}
