import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ToolContext } from '#protocol';
import { errnoOf } from './resolve-path.ts';

/** Begins the name of a file in the making, wherever it must lie beside its place. */
const TEMP_PREFIX = '.rye-tmp-';

/**
 * Replaces a file in one step, its mode kept: a reader, or a crash, sees the old content or the new. The new content is
 * made in the run's own folder, so that a crash leaves nothing in the user's tree; only where that folder is on another
 * disk is it made beside its place.
 * @param file Absolute path, symlinks resolved.
 */
export async function replaceFile(
  file: string,
  content: Uint8Array,
  { projectRoot, runId, callId, thread }: Pick<ToolContext, 'projectRoot' | 'runId' | 'callId' | 'thread'>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const mode = await stat(file).then(
    (present) => present.mode & 0o777,
    () => undefined,
  );
  const own = join(projectRoot, '.ai', 'data', 'runs', runId, 'live', 'files');
  await mkdir(own, { recursive: true, mode: 0o700 });
  const name = `${TEMP_PREFIX}${thread}-${callId}-${basename(file)}`.slice(0, 200);
  try {
    await makeAndMove(join(own, name), file, content, mode);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    await makeAndMove(join(dirname(file), name), file, content, mode);
  }
}

async function makeAndMove(temp: string, file: string, content: Uint8Array, mode: number | undefined): Promise<void> {
  try {
    const handle = await open(temp, 'w', mode ?? 0o666);
    try {
      await handle.writeFile(content);
      // The umask does not apply to a mode that the file had before.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temp, file);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}
