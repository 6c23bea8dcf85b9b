import { readFile, stat } from 'node:fs/promises';
import { sha256, type ToolContext } from '#protocol';
import { WrongKindError } from './errors.ts';
import { replaceFile } from './replace-file.ts';
import { isMissing, type ProjectPath } from './resolve-path.ts';

/**
 * Writes a file of the project as a fact of the run: below `.ai/data` through the run, elsewhere by temp and rename
 * with the file's mode kept.
 * @param expectedSha256 What the present content was when it was read; checked for `.ai/data`, where runs meet.
 * @throws {WrongKindError} a folder lies there.
 */
export async function writeProjectFile(
  path: ProjectPath,
  content: Uint8Array,
  context: Pick<ToolContext, 'files' | 'projectRoot' | 'runId' | 'callId' | 'thread'>,
  expectedSha256?: string,
): Promise<{ path: string; bytes: number; sha256: string }> {
  const written = { path: path.relative, bytes: content.byteLength, sha256: sha256(content) };
  const present = await stat(path.absolute).catch(absentIfMissing);
  if (present !== undefined && !present.isFile()) {
    throw new WrongKindError({
      path: path.relative || '.',
      wanted: 'file',
      found: present.isDirectory() ? 'folder' : 'special file',
    });
  }
  if (path.data !== undefined) {
    await context.files.writeData(path.data, content, expectedSha256);
    return written;
  }
  const previous = present && sha256(await readFile(path.absolute));
  await replaceFile(path.absolute, content, context);
  // Recorded even where nothing changed: a call that is run again after a crash has still to leave its fact.
  await context.files.recordFile(path.relative, content, previous);
  return written;
}

function absentIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
