import { readFile } from 'node:fs/promises';
import { InvalidItemError, UnreadableItemError } from '../errors.ts';
import { reportOn } from '../report.ts';
import type { FoundFile } from './find-file.ts';

/**
 * The text of a file, CRLF as LF: what is hashed, verified and parsed. A byte order mark stays.
 * @throws {InvalidItemError} where the file is not UTF-8. @throws {UnreadableItemError}
 */
export async function readText(found: Pick<FoundFile, 'file' | 'shown'>): Promise<string> {
  const bytes = await readFile(found.file).catch((thrown: unknown) => {
    throw new UnreadableItemError(found.shown, thrown);
  });
  try {
    return withLf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    const text = withLf(bytes.toString('utf8'));
    const report = reportOn(found.shown, text);
    report.error(text.indexOf('\uFFFD'), 'not-utf8', 'the file is not UTF-8 text');
    throw new InvalidItemError(report.problems);
  }
}

function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
