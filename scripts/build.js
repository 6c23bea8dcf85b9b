// Bundles each door of `src/` into one file of `dist/`, so that start-up reads a few files instead of hundreds.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build as bundle } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const doors = ['protocol', 'library', 'store', 'models', 'tools', 'runtime', 'app', 'tui', 'cli'];
const entryPoints = Object.fromEntries(
  [
    ...doors.map((door) => [door, `${root}src/${door}/index.ts`]),
    ['committer-worker', `${root}src/store/git/committer-worker.ts`],
  ].filter(([, file]) => existsSync(file)),
);

// What every command or every frame needs is in the bundle, with what it needs itself; other packages stay outside:
// they are loaded where they are used, and only then.
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const bundled = ['commander', 'ink', 'react', 'string-width', 'zod'];
const external = Object.keys(dependencies).filter((name) => !bundled.includes(name));

/** `z` as a namespace, of which only what is used is bundled: a third of it. */
const zodInParts = {
  name: 'zod-in-parts',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.tsx?$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';");
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/** Ink measures every line of every frame with `string-width`, a third of all that a frame costs; ours remembers. */
const rememberedWidths = {
  name: 'remembered-widths',
  setup(build) {
    build.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      importer.includes('/node_modules/') ? { path: 'remembered-width', namespace: 'rye' } : undefined,
    );
    build.onLoad({ filter: /^remembered-width$/, namespace: 'rye' }, () => ({
      contents: `export { rememberedWidth as default } from '${root}src/tui/text/remembered-width.ts';`,
      resolveDir: root,
    }));
  },
};

const { metafile } = await bundle({
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
  // Ink asks for its developer tools only where they were asked for.
  external: [...external, 'react-devtools-core'],
  // `#store` and its like are doors inside the bundle, resolved through package.json's `imports`.
  conditions: ['import'],
  plugins: [zodInParts, rememberedWidths],
  // React's own checks are for who writes components.
  define: { 'process.env.NODE_ENV': '"production"' },
  // What a package in CommonJS requires of Node.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  sourcemap: 'linked',
  logLevel: 'warning',
});

// Files of an older build go last: a rye that runs meanwhile finds what it loads later.
for (const name of readdirSync(`${root}dist`)) {
  // Compiled code of the files before (`bin/rye.js`) goes with them.
  if (!metafile.outputs[`dist/${name}`]) rmSync(`${root}dist/${name}`, { recursive: true, force: true });
}
