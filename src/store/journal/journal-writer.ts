import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Probe } from '#protocol';
import { FILE_MODE, makeFolder, syncFolder, writeAll } from '../disk/durable-file.ts';
import { ClosedError, WriteFailedError } from '../errors.ts';
import { encodeGroup } from './encode-group.ts';
import type { JournalPlace } from './read-journal.ts';
import { placeLine, type SegmentPosition, segmentPath } from './segments.ts';

/**
 * A sync that takes longer than this is given to a thread. On a fast disk the way there and back costs a quarter of
 * the sync itself (130 µs against 160 µs an event, measured with one producer); on a slow one it would block the loop.
 */
const SLOW_SYNC_MS = 2;

interface Waiting {
  lines: Buffer[];
  resolve: () => void;
  reject: (error: Error) => void;
}

interface OpenSegment {
  segment: number;
  file: string;
  fd: number;
  /** Bytes of whole, synced groups: what the file is cut back to when a write fails. */
  wholeBytes: number;
}

/**
 * Appends lines to a journal. What is appended while a flush runs is written by the next one together: one group and
 * one sync for each segment that it touches, each group but the last with the mark that it goes on in the next segment.
 * So a flush, and with it each call of `append`, is there as a whole after a crash, or not at all.
 */
export class JournalWriter {
  readonly #place: JournalPlace;
  readonly #probe: Probe;
  readonly #onDurable: (lines: Buffer[]) => void;
  #position: SegmentPosition;
  #wholeBytes: number;
  #open: OpenSegment | undefined;
  #waiting: Waiting[] = [];
  #flushing = false;
  #closed = false;
  #failure: WriteFailedError | undefined;
  #syncMs = 0;
  #idle: (() => void)[] = [];

  constructor(options: {
    place: JournalPlace;
    position: SegmentPosition;
    /** Bytes of the last segment's file. */
    wholeBytes: number;
    probe: Probe;
    /** Told the lines of each flush once they are durable, before anyone who waits for them. */
    onDurable: (lines: Buffer[]) => void;
  }) {
    this.#place = options.place;
    this.#position = options.position;
    this.#wholeBytes = options.wholeBytes;
    this.#probe = options.probe;
    this.#onDurable = options.onDurable;
  }

  /** @throws {ClosedError} @throws {WriteFailedError} an earlier write failed. */
  check(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw new ClosedError(this.#place.runId);
  }

  /** A write failed: what the last segments hold on disk is not certain until the next driver has written them anew. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves when the lines are on disk. */
  append(lines: Buffer[]): Promise<void> {
    this.check();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ lines, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** Resolves when nothing waits to be written, whether it was written or refused. */
  settled(): Promise<void> {
    return this.#flushing ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
    if (this.#open) closeSync(this.#open.fd);
    this.#open = undefined;
  }

  #schedule(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    // A turn of the event loop between two flushes: producers woken by the last one are gathered, and a tight loop of
    // appends does not starve timers and sockets.
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(batch.flatMap(({ lines }) => lines));
    } catch (error) {
      this.#fail(error, batch);
    }
    if (!this.#failure) {
      this.#probe('journal-ack-before');
      for (const { resolve } of batch) resolve();
      this.#probe('journal-ack-after');
    }
    this.#flushing = false;
    if (this.#waiting.length > 0) this.#schedule();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write(lines: Buffer[]): Promise<void> {
    const before = { position: this.#position, wholeBytes: this.#open?.wholeBytes ?? this.#wholeBytes };
    const touched: OpenSegment[] = [];
    try {
      const parts = splitBySegment(lines, before.position);
      for (const part of parts) {
        const open = this.#openSegment(part.position.segment, touched);
        if (!touched.includes(open)) touched.push(open);
        const group = encodeGroup(part.lines, { goesOn: part !== parts.at(-1) });
        this.#probe('journal-write-before');
        writeAll(open.fd, group);
        this.#probe('journal-sync-before');
        await this.#sync(open.fd);
        this.#probe('journal-sync-after');
        open.wholeBytes += group.byteLength;
        this.#position = part.position;
      }
    } catch (error) {
      const left = this.#cutBack(touched, before);
      throw left.length === 0
        ? error
        : new AggregateError([error, ...left], `${String(error)}; and the cut group stays`);
    }
    for (const { fd } of touched.slice(0, -1)) closeSync(fd);
    this.#onDurable(lines);
  }

  #openSegment(segment: number, touched: OpenSegment[]): OpenSegment {
    if (this.#open?.segment === segment) return this.#open;
    const file = join(this.#place.folder, segmentPath(segment));
    const isNew = !existsSync(file);
    if (isNew) this.#probe('segment-begin-before');
    makeFolder(dirname(file));
    const fd = openSync(file, 'a', FILE_MODE);
    const wholeBytes = segment === this.#position.segment ? this.#wholeBytes : 0;
    const { size } = fstatSync(fd);
    if (size !== wholeBytes) {
      closeSync(fd);
      throw new Error(`${size} bytes are there, and ${wholeBytes} were expected`);
    }
    const opened = { segment, file, fd, wholeBytes };
    // The segment that was open is closed after the flush that left it, or cut back with it.
    if (this.#open) touched.push(...(touched.includes(this.#open) ? [] : [this.#open]));
    touched.push(opened);
    this.#open = opened;
    if (isNew) {
      syncFolder(dirname(file));
      this.#probe('segment-begin-after');
    }
    return opened;
  }

  async #sync(fd: number): Promise<void> {
    const start = performance.now();
    if (this.#syncMs < SLOW_SYNC_MS) fdatasyncSync(fd);
    else await new Promise<void>((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve())));
    this.#syncMs = this.#syncMs * 0.8 + (performance.now() - start) * 0.2;
  }

  /**
   * Takes back what a failed flush wrote, its last segment first, as far as the disk lets us: what stays is an
   * unfinished flush, or a whole one that was never acknowledged.
   */
  #cutBack(touched: OpenSegment[], before: { position: SegmentPosition; wholeBytes: number }): unknown[] {
    const refused: unknown[] = [];
    for (const { segment, file, fd } of touched.toReversed()) {
      const keepBytes = segment === before.position.segment ? before.wholeBytes : 0;
      try {
        if (refused.length > 0) continue;
        ftruncateSync(fd, keepBytes);
        if (keepBytes === 0) unlinkSync(file);
        else fdatasyncSync(fd);
      } catch (error) {
        refused.push(error);
      } finally {
        closeSync(fd);
      }
    }
    if (this.#open && touched.includes(this.#open)) this.#open = undefined;
    return refused;
  }

  #fail(error: unknown, batch: Waiting[]): void {
    const file = join('events', segmentPath(this.#position.segment));
    this.#failure = new WriteFailedError({ runId: this.#place.runId, file, cause: error });
    for (const { reject } of [...batch, ...this.#waiting]) reject(this.#failure);
    this.#waiting = [];
  }
}

/** The lines of one flush, a part for each segment, with the position after it. */
export function splitBySegment(
  lines: readonly Buffer[],
  from: SegmentPosition,
): { position: SegmentPosition; lines: Buffer[] }[] {
  const parts: { position: SegmentPosition; lines: Buffer[] }[] = [];
  let position = from;
  for (const line of lines) {
    position = placeLine(position, line.byteLength);
    const last = parts.at(-1);
    if (last && last.position.segment === position.segment) {
      last.lines.push(line);
      last.position = position;
    } else {
      parts.push({ position, lines: [line] });
    }
  }
  return parts;
}
