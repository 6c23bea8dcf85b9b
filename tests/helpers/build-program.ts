import { join } from 'node:path';
import { build } from 'esbuild';
import { checkout } from './rye.ts';

/**
 * Bundles a program of `tests/fixtures`, since Node reads no JSX.
 * @param entry Relative to `tests/fixtures`.
 * @returns the absolute path of a script; it lies in `node_modules`, where its packages are found
 */
export async function buildProgram(entry: string): Promise<string> {
  const outfile = join(checkout, 'node_modules/.cache/rye-tests', entry.replace(/\.tsx?$/, `-${process.pid}.mjs`));
  await build({
    entryPoints: [join(checkout, 'tests/fixtures', entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
