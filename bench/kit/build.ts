import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { BUILD, ROOT } from './places.ts';

/** Builds the product, and the programs of `bench/rye` into bundles as the product's are. */
export async function buildSubjects(): Promise<void> {
  execFileSync(process.execPath, [`${ROOT}scripts/build.js`], { stdio: 'inherit' });
  await build({
    entryPoints: {
      overhead: `${ROOT}bench/rye/overhead.ts`,
      // A run's committer is a thread of its own, whose file lies beside the bundle.
      'committer-worker': `${ROOT}src/store/git/committer-worker.ts`,
    },
    absWorkingDir: ROOT,
    outdir: BUILD,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
}
