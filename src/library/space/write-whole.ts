import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let count = 0;

/**
 * Replaces a file whole: a reader, or a crash, finds the old text or the new one and nothing between.
 * @param mode Permissions of the file, such as 0o644.
 */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  count += 1;
  const part = join(dirname(file), `.rye-${process.pid}-${count}.part`);
  // What a process of the same id left behind when it was killed.
  await rm(part, { force: true });
  try {
    const handle = await open(part, 'wx', mode);
    try {
      await handle.writeFile(text, 'utf8');
      // The mask of the process must not take from the permissions that the file had.
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
