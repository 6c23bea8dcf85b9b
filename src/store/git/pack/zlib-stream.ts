import { deflateSync } from 'node:zlib';

/**
 * Below this many bytes a stream is only wrapped: setting the compressor up costs more time than an event has (15 µs
 * against 1 µs), and a commit, a folder or a short line has little in it to save.
 */
const WORTH_COMPRESSING = 512;

/** A window, and tables beside it, no larger than short bytes need: most of the time goes into setting them up. */
const SHORT_BYTES = 4096;
const SHORT = { windowBits: 12, memLevel: 5, chunkSize: 2048 };

/** Bytes as a zlib stream (RFC 1950), as git's packs hold them. */
export function zlibStream(bytes: Uint8Array): Buffer {
  if (bytes.byteLength < WORTH_COMPRESSING) return stored(bytes);
  return deflateSync(bytes, bytes.byteLength <= SHORT_BYTES ? SHORT : undefined);
}

/** One block that is not compressed (RFC 1951, 3.2.4). */
function stored(bytes: Uint8Array): Buffer {
  const { byteLength } = bytes;
  const stream = Buffer.allocUnsafe(byteLength + 11);
  stream[0] = 0x78;
  stream[1] = 0x01;
  stream[2] = 0x01;
  stream.writeUInt16LE(byteLength, 3);
  stream.writeUInt16LE(~byteLength & 0xffff, 5);
  stream.set(bytes, 7);
  stream.writeUInt32BE(adler32(bytes), byteLength + 7);
  return stream;
}

/** RFC 1950, 9. So few bytes cannot overflow before the one modulo at the end. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a += byte;
    b += a;
  }
  return (b % 65521) * 65536 + (a % 65521);
}
