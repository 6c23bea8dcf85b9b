import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Probe } from '#protocol';
import { sha256 as hashOf } from '#protocol';
import { hasErrno, isMissing, replaceFileAside } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import { BadPathError, DataChangedError } from '../errors.ts';
import { withLock } from '../lease/lock.ts';
import { blobId } from '../run/reconcile.ts';
import { clearDataLocks, commitData, type DataCommit, refreshIndex } from './commit-data.ts';

/** One write to `.ai/data`, before the lock is held. */
export interface DataWrite {
  path: string;
  expectedSha256?: string;
  content: () => Buffer;
  record: () => Promise<{ seq: number }>;
}

export interface DataPlace {
  runId: string;
  /** `.ai/data`. */
  dataRoot: string;
  /** The run's own copy of what it wrote: `data/` in its folder. */
  runDataRoot: string;
  gitDir: string;
  objectFormat: string;
  author: string;
  /** When an event was appended; ISO 8601. */
  atOf: (seq: number) => string;
  now: () => string;
  probe: Probe;
  /** Content that is lost is passed over in a recovery; else it is an error. */
  allowLost: boolean;
}

interface Waiting extends DataWrite {
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Recorded extends Waiting {
  seq: number;
  bytes: Buffer;
}

/** Writes of one run to `.ai/data`: those that wait for the lock together are committed together, one commit each. */
export class DataWriter {
  readonly #place: DataPlace;
  #waiting: Waiting[] = [];
  #leftUndone = false;
  #working: Promise<void> | undefined;

  constructor(place: DataPlace) {
    this.#place = place;
  }

  write(write: DataWrite): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...write, resolve, reject });
    this.#working ??= this.#work();
    return promise;
  }

  read(path: string): Buffer | undefined {
    return readIfThere(join(this.#place.dataRoot, path));
  }

  async settled(): Promise<void> {
    await this.#working;
  }

  /** True where a write was recorded and could not be laid down or committed: recovery of the run does it. */
  get leftUndone(): boolean {
    return this.#leftUndone;
  }

  async #work(): Promise<void> {
    const { gitDir, now } = this.#place;
    try {
      while (this.#waiting.length > 0) {
        await withLock({ folder: dataLock(gitDir), since: now() }, async ({ afterCrash, leaveUnfinished }) => {
          if (afterCrash) clearDataLocks(gitDir);
          if (await this.#round(this.#take())) return;
          this.#leftUndone = true;
          leaveUnfinished();
        });
      }
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    } finally {
      this.#working = undefined;
    }
  }

  /** Those at the front that name different paths: a second write to one path is checked against the first. */
  #take(): Waiting[] {
    const paths = new Set<string>();
    const end = this.#waiting.findIndex(({ path }) => paths.size === paths.add(path).size);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  /** @returns whether all that was recorded is laid down and committed. */
  async #round(round: Waiting[]): Promise<boolean> {
    const recorded = (await Promise.all(round.map((each) => this.#record(each)))).filter((each) => each !== undefined);
    recorded.sort((a, b) => a.seq - b.seq);
    try {
      if (recorded.length > 0) await this.#lay(recorded);
      for (const { resolve } of recorded) resolve();
      return true;
    } catch (error) {
      for (const { reject } of recorded) reject(error);
      return false;
    }
  }

  async #record(write: Waiting): Promise<Recorded | undefined> {
    try {
      const bytes = write.content();
      checkPlace(this.#place.dataRoot, write.path);
      checkExpected(this.#place.dataRoot, write);
      const { seq } = await write.record();
      return { ...write, seq, bytes };
    } catch (error) {
      write.reject(error);
      return undefined;
    }
  }

  async #lay(recorded: Recorded[]): Promise<void> {
    const { dataRoot, runDataRoot, gitDir, objectFormat, probe } = this.#place;
    for (const { path, bytes } of recorded) {
      probe('file-write-before');
      await replaceFileAside(join(runDataRoot, path), bytes);
      await replaceFileAside(join(dataRoot, path), bytes);
      probe('file-write-after');
    }
    probe('data-commit-before');
    await commitData(
      gitDir,
      recorded.map(({ path, bytes, seq }) => dataCommit(this.#place, { path, content: bytes, seq })),
    );
    probe('data-commit-after');
    await refreshIndex(
      gitDir,
      recorded.map(({ path, bytes }) => ({ path, oid: blobId(bytes, objectFormat) })),
    );
  }
}

/** The lock by which writers of `.ai/data` take turns. */
export function dataLock(gitDir: string): string {
  return join(gitDir, 'rye-locks', 'data');
}

/** The commit of one data write. */
export function dataCommit(
  facts: { runId: string; author: string; atOf: (seq: number) => string },
  write: { path: string; content: Buffer; seq: number },
): DataCommit {
  return {
    author: facts.author,
    at: facts.atOf(write.seq),
    message: `${write.path} written by ${facts.runId}\n\nRye-Run: ${facts.runId}\nRye-Seq: ${write.seq}\n`,
    files: [{ path: write.path, content: write.content }],
  };
}

function checkExpected(dataRoot: string, { path, expectedSha256 }: DataWrite): void {
  if (expectedSha256 === undefined) return;
  const found = readIfThere(join(dataRoot, path));
  const foundSha256 = found && hashOf(found);
  if (foundSha256 === expectedSha256) return;
  throw new DataChangedError({ path, expectedSha256, ...(foundSha256 !== undefined && { foundSha256 }) });
}

/** Refuses a path that is a folder, or that leaves `.ai/data` or runs through a file: no link is followed. */
export function checkPlace(dataRoot: string, path: string): void {
  const names = path.split('/');
  for (const index of names.keys()) {
    const part = names.slice(0, index + 1).join('/');
    const isLast = index === names.length - 1;
    const kind = kindOf(join(dataRoot, part));
    if (kind === undefined) return;
    if (isLast && kind !== 'file') throw new BadPathError({ path, reason: `there is a ${kind} of that name` });
    if (!isLast && kind !== 'folder') throw new BadPathError({ path, reason: `"${part}" is a ${kind}` });
  }
}

function kindOf(file: string): 'file' | 'folder' | 'link' | undefined {
  try {
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) return 'link';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isMissing(error) || hasErrno(error, 'ELOOP')) return undefined;
    throw error;
  }
}
