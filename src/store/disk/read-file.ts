import { readdirSync, readFileSync } from 'node:fs';
import { isMissing } from './durable-file.ts';

/** The bytes of a file, or undefined where there is none. Any other failure is thrown. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The names in a folder, sorted; none where there is no folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A small JSON file that a crash may have left unwritten or half written: undefined where it says nothing. */
export function readJsonIfWhole(file: string): unknown {
  const bytes = readIfThere(file);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
