import { statfs } from 'node:fs/promises';

/** Room below which a run at work may come to its end for want of it. */
const LOW_BYTES = 100 * 1024 * 1024;

/** What is left on a disk that is nearly full. */
export interface LowDisk {
  /** Absolute path of a folder on it. */
  path: string;
  bytes: number;
}

/** Looks at the disk of a folder; undefined: there is room, or it cannot be told. */
export async function lowDisk(path: string): Promise<LowDisk | undefined> {
  const stats = await statfs(path).catch(() => undefined);
  if (!stats) return undefined;
  const bytes = stats.bavail * stats.bsize;
  return bytes < LOW_BYTES ? { path, bytes } : undefined;
}
