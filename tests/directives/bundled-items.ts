import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLibrary } from '#library';
import type { Library, ToolSpec } from '#protocol';
import { createToolbox } from '#tools';

export const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** A collection of items that ships. */
export interface Shipped {
  name: string;
  /** The folder that `.ai/offline` lies in. */
  root: string;
  /** Without any other space: what ships must not lean on what happens to be there. */
  library: Library;
  tools: () => Promise<ToolSpec[]>;
}

const bundled = join(checkout, '.ai');

export const survey: Shipped = {
  name: 'the bundled space',
  root: checkout,
  library: createLibrary({ spaces: { bundled: { directives: join(checkout, 'directives'), ai: bundled } } }),
  tools: () => toolsOf({ bundled }),
};

export const templates: Shipped[] = ['graph', 'pipeline', 'starter'].map((template) => {
  const root = join(checkout, 'templates', template);
  return {
    name: `the template ${template}`,
    root,
    library: createLibrary({ spaces: { project: root } }),
    tools: () => toolsOf({ project: join(root, '.ai'), bundled }),
  };
});

export const shipped: Shipped[] = [survey, ...templates];

function toolsOf(spaces: { project?: string; bundled: string }): Promise<ToolSpec[]> {
  return createToolbox({ spaces, env: {}, nodePath: process.execPath }).list();
}

/** The directives of a space that somebody runs: those under `rye/` are texts for threads at work. */
export async function runnable(library: Library): Promise<{ id: string }[]> {
  return (await library.list('directive')).filter(({ id }) => !id.startsWith('rye/'));
}
