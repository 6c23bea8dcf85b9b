import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package: what ships lies there, whether this file runs as source or as a bundle. */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** The version in `package.json`. */
export const packageVersion: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function findPackageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : findPackageRoot(dirname(from));
}
