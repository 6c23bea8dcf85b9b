import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { tempFolder } from './rye.ts';

/**
 * A folder that takes long to make, made once for all tests of a file: each gets a copy of its own. To be called at the top
 * of the file.
 */
export function madeOnce(make: () => Promise<string>): () => Promise<string> {
  const kept = mkdtempSync(join(tmpdir(), 'rye-kept-'));
  let made: Promise<void> | undefined;
  afterAll(() => rmSync(kept, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return async () => {
    made ??= make().then((folder) => cpSync(folder, kept, { recursive: true, verbatimSymlinks: true }));
    await made;
    const copy = tempFolder();
    cpSync(kept, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  };
}
