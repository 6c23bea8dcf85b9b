// Bundles each door of `src/` into one file of `dist/`, so that start-up reads a few files instead of hundreds.
// Packages stay outside the bundle: they are loaded where they are used, and only then.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const doors = ['protocol', 'library', 'store', 'models', 'tools', 'runtime', 'app', 'tui', 'cli'];
const entryPoints = Object.fromEntries(
  [
    ...doors.map((door) => [door, `${root}src/${door}/index.ts`]),
    ['committer-worker', `${root}src/store/git/committer-worker.ts`],
  ].filter(([, file]) => existsSync(file)),
);

const { metafile } = await build({
  entryPoints,
  absWorkingDir: root,
  outdir: 'dist',
  metafile: true,
  bundle: true,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  packages: 'external',
  // `#store` and its like are doors inside the bundle, resolved through package.json's `imports`.
  conditions: ['import'],
  sourcemap: 'linked',
  logLevel: 'warning',
});

// Files of an older build go last: a rye that runs meanwhile finds what it loads later.
for (const name of readdirSync(`${root}dist`)) if (!metafile.outputs[`dist/${name}`]) rmSync(`${root}dist/${name}`);
