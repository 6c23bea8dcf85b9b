/** What a stream brought: its beginning and, past the bound, its end. */
export interface Capture {
  add(chunk: Buffer): void;
  text(): string;
}

/**
 * Keeps at most a number of bytes of a stream, half from its beginning and half from its end.
 * @param maxBytes Unit: bytes.
 */
export function createCapture(maxBytes: number): Capture {
  const half = Math.floor(maxBytes / 2);
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let lostBytes = 0;

  return {
    add(chunk) {
      const first = chunk.subarray(0, half - headBytes);
      if (first.length > 0) head.push(first);
      headBytes += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      for (let oldest = tail[0]; oldest !== undefined && tailBytes > half; oldest = tail[0]) {
        const surplus = Math.min(tailBytes - half, oldest.length);
        if (surplus === oldest.length) tail.shift();
        else tail[0] = oldest.subarray(surplus);
        tailBytes -= surplus;
        lostBytes += surplus;
      }
    },
    text() {
      if (lostBytes === 0) return Buffer.concat([...head, ...tail]).toString('utf8');
      const gap = `\n[... ${lostBytes} bytes were not kept: the output is over ${maxBytes} bytes ...]\n`;
      return Buffer.concat(head).toString('utf8') + gap + Buffer.concat(tail).toString('utf8');
    },
  };
}
