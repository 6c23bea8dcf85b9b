import { execFileSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './rye.ts';

/** A disk of its own can only be made by root, and not in every container. */
export const canMount = tryMount();

function tryMount(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'rye-probe', '/mnt'], { stdio: 'ignore' });
    execFileSync('umount', ['/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A folder that is a disk of 6 MB, until the test ends. */
export function mountSmallDisk(): string {
  const folder = tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'rye-test', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Fills the disk of a repository but for `leftBytes`. @returns the file that does it. */
export function fill(disk: string, leftBytes: number): string {
  const { bavail, bsize } = statfsSync(disk);
  const filler = join(disk, '.git', 'filler');
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
  return filler;
}
