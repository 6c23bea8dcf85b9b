import { readFile, stat } from 'node:fs/promises';
import { NoSuchFileError, NotTextError, WrongKindError } from './errors.ts';
import { isMissing, type ProjectPath } from './resolve-path.ts';

/** The largest file that is read as text, in bytes. */
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/**
 * The bytes of a file of the project.
 * @throws {NoSuchFileError | WrongKindError | NotTextError}
 */
export async function readBytes(path: ProjectPath): Promise<Buffer> {
  const found = await stat(path.absolute).catch((error: unknown) => {
    if (isMissing(error)) throw new NoSuchFileError({ path: path.relative });
    throw error;
  });
  // A pipe or a device would block, or never end.
  if (!found.isFile()) {
    throw new WrongKindError({
      path: path.relative || '.',
      wanted: 'file',
      found: found.isDirectory() ? 'folder' : 'special file',
    });
  }
  if (found.size > MAX_TEXT_BYTES) {
    throw new NotTextError({
      path: path.relative,
      bytes: found.size,
      why: `it is larger than ${MAX_TEXT_BYTES} bytes`,
    });
  }
  return readFile(path.absolute);
}

/** Strict UTF-8 with its byte order mark kept, so that writing the text again gives the same bytes. */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new NotTextError({ path, bytes: bytes.length, why: 'it is binary' });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new NotTextError({ path, bytes: bytes.length, why: 'it is not UTF-8' });
    throw error;
  }
}

/** The lines of a text, without their ends; a final line end begins no line of its own. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (text.endsWith('\n')) lines.pop();
  return lines;
}
