import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LiveCall, LiveDelta } from '#protocol';
import { FILE_MODE, makeFolder, removeFile, replaceFile, writeAll } from '../disk/durable-file.ts';
import { readLive } from './read-live.ts';

/** Bytes of ended calls, and of text that nobody looks at any more, that the file may hold. */
const MOST_DEAD_BYTES = 1024 * 1024;

/** The longest text of one call that is kept, in characters: its end. */
export const LONGEST_LIVE_TEXT = 64 * 1024;

interface Shown extends LiveCall {
  /** Characters so far, those that were cut from the front included. */
  end: number;
  bytes: number;
}

/**
 * The texts of a run's calls in flight, in one file that is only appended to: however many calls there are, a round of
 * them is one write. It is written anew where most of it is dead, and gone while no call is in flight.
 */
export class LiveFile {
  readonly #file: string;
  readonly #calls = new Map<string, Shown>();
  #fd: number | undefined;
  #bytes = 0;
  /** Live text is no record: where the disk takes none, the run goes on without. */
  #refused = false;

  constructor(file: string) {
    this.#file = file;
  }

  append(texts: readonly { call: LiveCall; text: string }[]): void {
    if (this.#refused) return;
    try {
      const lines = texts.map(({ call, text }) => this.#lineOf(call, text));
      this.#write(Buffer.from(lines.join('')));
      if (this.#bytes - this.#usefulBytes() > MOST_DEAD_BYTES) this.#writeAnew();
    } catch {
      this.#refused = true;
      // What was written before would never be brought up to date again.
      this.clear();
    }
  }

  end(call: LiveCall): void {
    if (!this.#calls.delete(keyOf(call)) || this.#calls.size > 0) return;
    this.clear();
  }

  /** Removes the file, whoever wrote it. */
  clear(): void {
    try {
      this.#close();
      removeFile(this.#file);
    } catch {
      this.#refused = true;
    }
  }

  #lineOf(call: LiveCall, text: string): string {
    const shown = this.#calls.get(keyOf(call)) ?? { ...call, end: 0, bytes: 0 };
    const line = toLine({ ...call, at: shown.end, text });
    this.#calls.set(keyOf(call), { ...shown, end: shown.end + text.length, bytes: shown.bytes + line.length });
    return line;
  }

  #usefulBytes(): number {
    let useful = 0;
    for (const { bytes } of this.#calls.values()) useful += Math.min(bytes, LONGEST_LIVE_TEXT);
    return useful;
  }

  #write(bytes: Buffer): void {
    if (this.#fd === undefined) {
      makeFolder(dirname(this.#file), { durable: false });
      this.#fd = openSync(this.#file, 'a', FILE_MODE);
    }
    writeAll(this.#fd, bytes);
    this.#bytes += bytes.byteLength;
  }

  #writeAnew(): void {
    const texts = new Map<string, string>();
    for (const delta of readLive(this.#file, 0).deltas) {
      const key = keyOf(delta);
      if (this.#calls.has(key)) texts.set(key, ((texts.get(key) ?? '') + delta.text).slice(-LONGEST_LIVE_TEXT));
    }
    const lines = [...texts].map(([key, text]) => {
      const shown = this.#calls.get(key) as Shown;
      const line = toLine({ thread: shown.thread, call_id: shown.call_id, at: shown.end - text.length, text });
      shown.bytes = line.length;
      return line;
    });
    this.#close();
    replaceFile(this.#file, lines.join(''), { durable: false });
    this.#bytes = Buffer.byteLength(lines.join(''));
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    this.#bytes = 0;
    if (fd !== undefined) closeSync(fd);
  }
}

function keyOf({ thread, call_id }: LiveCall): string {
  return `${thread} ${call_id}`;
}

function toLine(delta: LiveDelta): string {
  return `${JSON.stringify(delta)}\n`;
}
