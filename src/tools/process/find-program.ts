import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './environment.ts';

/**
 * The absolute path of the first program that can be started, searched along PATH as execvp(3) does; a name with a
 * slash is relative to the folder.
 */
export async function findProgram(names: string[], env: Environment, cwd: string): Promise<string | undefined> {
  for (const name of names) {
    const folders = name.includes('/') ? [''] : (env['PATH'] ?? '/usr/bin:/bin').split(delimiter);
    for (const folder of folders) {
      const path = isAbsolute(name) ? name : resolve(cwd, join(folder, name));
      if (await isProgram(path)) return path;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  const runs = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return runs && (await stat(path)).isFile();
}
