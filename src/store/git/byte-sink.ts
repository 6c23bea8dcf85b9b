const SMALLEST_BYTES = 64 * 1024;
/** What is kept for the next use; a batch that needed more gives it back. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** Bytes put one after the other into one buffer that is used again: a buffer for each piece would be work to collect. */
export class ByteSink {
  #buffer = Buffer.allocUnsafeSlow(SMALLEST_BYTES);
  #length = 0;

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  /** What was put in; it holds until the next {@link clear}. */
  get content(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#buffer.byteLength > KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(SMALLEST_BYTES);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.byteLength * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
