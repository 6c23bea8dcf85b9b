import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Probe } from '#protocol';
import { FILE_MODE, makeFolder, removeFile, syncFolder, writeAll } from '../../disk/durable-file.ts';
import { noProbe } from '../../failpoint.ts';
import type { Pack } from './pack-builder.ts';

/** As git has it: nobody writes to a pack. */
const PACK_MODE = 0o400;

/**
 * Makes a pack part of a repository, durably: the index comes last, since git looks for packs by their indexes. A pack
 * of the same name has the same objects, and stays.
 */
export function writePack(gitDir: string, { name, content, index }: Pack, probe: Probe = noProbe): void {
  const folder = join(gitDir, 'objects', 'pack');
  makeFolder(folder);
  const files = [
    { file: join(folder, `${name}.pack`), bytes: content },
    { file: join(folder, `${name}.idx`), bytes: index },
  ];
  if (existsSync(join(folder, `${name}.idx`))) {
    // Whoever put it there may have died before the folder was synced.
    syncFolder(folder);
    return;
  }
  for (const { file, bytes } of files) {
    if (file.endsWith('.idx')) probe('pack-index-before');
    // A name that `git prune` knows for what a process left that was killed.
    const temp = join(folder, `tmp_pack_${process.pid}_${basename(file)}`);
    removeFile(temp);
    try {
      const fd = openSync(temp, 'wx', FILE_MODE);
      try {
        writeAll(fd, bytes);
        probe('pack-sync-before');
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      chmodSync(temp, PACK_MODE);
      renameSync(temp, file);
    } catch (error) {
      removeFile(temp);
      throw error;
    }
  }
  syncFolder(folder);
}
