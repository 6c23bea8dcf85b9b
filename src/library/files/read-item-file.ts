import { readFile } from 'node:fs/promises';
import type { Problem } from '#protocol';
import { InvalidItemError, UnreadableItemError } from '../errors.ts';
import { type FileText, readText } from '../space/read-text.ts';

/** Why a file cannot be read as text. */
export interface Unreadable {
  problems: Problem[];
  /** It begins as a signed file does: then it was changed after it was signed. */
  signed: boolean;
}

/** Where a signature stands, in bytes. */
const HEAD = 1024;

/** Reads a file as an item is read; what stands in the way becomes problems. @param shown How the file is shown. */
export async function readItemFile(file: string, shown: string): Promise<FileText | Unreadable> {
  try {
    return await readText({ file, shown });
  } catch (thrown) {
    if (thrown instanceof InvalidItemError) return { problems: thrown.problems, signed: await looksSigned(file) };
    if (!(thrown instanceof UnreadableItemError)) throw thrown;
    const message = thrown.message.replace(/\.$/, '');
    return {
      problems: [{ file: shown, line: 1, col: 1, level: 'error', code: 'unreadable', message }],
      signed: false,
    };
  }
}

async function looksSigned(file: string): Promise<boolean> {
  return (await readFile(file)).subarray(0, HEAD).includes('rye:signed:');
}
