import { WriteFailedError } from '../errors.ts';

/** What a disk answers that is full, read-only, broken, or not ours to write. */
const REFUSALS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EPERM', 'EIO']);

/** Runs `work`, and tells a disk that refuses as what it is. @throws {WriteFailedError} */
export async function onDisk<T>(facts: { runId: string; file: string }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (error instanceof Error && code !== undefined && REFUSALS.has(code)) {
      throw new WriteFailedError({ runId: facts.runId, file: path ?? facts.file, cause: error });
    }
    throw error;
  }
}
