import { readFile, stat } from 'node:fs/promises';
import { InvalidItemError, UnreadableItemError } from '../errors.ts';
import { reportOn } from '../problems/report.ts';
import type { FoundFile } from './find-file.ts';

/** No item is larger: what is, is data. In bytes. */
const LARGEST_ITEM = 4 * 1024 * 1024;

/** A file as text. */
export interface FileText {
  /** As the file holds it. */
  raw: string;
  /** Line ends as LF: what is hashed, verified and parsed. A byte order mark stays. */
  text: string;
  /** The file has line ends of more than one kind. */
  mixedLineEnds: boolean;
}

/**
 * The text of a file.
 * @throws {InvalidItemError} where the file is not UTF-8, or too large. @throws {UnreadableItemError}
 */
export async function readText(found: Pick<FoundFile, 'file' | 'shown'>): Promise<FileText> {
  const bytes = await readSome(found);
  try {
    return fileText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    const text = withLf(bytes.toString('utf8'));
    const report = reportOn(found.shown, text);
    report.error(text.indexOf('\uFFFD'), 'not-utf8', 'the file is not UTF-8 text');
    throw new InvalidItemError(report.problems);
  }
}

async function readSome({ file, shown }: Pick<FoundFile, 'file' | 'shown'>): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size <= LARGEST_ITEM) return await readFile(file);
  } catch (thrown) {
    throw new UnreadableItemError(shown, thrown);
  }
  const report = reportOn(shown, '');
  report.error(0, 'too-large', `the file is larger than ${LARGEST_ITEM / 1024 / 1024} MiB`);
  throw new InvalidItemError(report.problems);
}

/** Every line end is LF, or every one is CRLF; anything else is mixed. */
export function fileText(raw: string): FileText {
  if (!raw.includes('\r')) return { raw, text: raw, mixedLineEnds: false };
  const text = withLf(raw);
  return { raw, text, mixedLineEnds: raw !== text.replaceAll('\n', '\r\n') };
}

function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
