import { relative, resolve } from 'node:path';
import { type Graph, graphLines, graphMermaid, sha256 } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';

/** A graph as it is drawn, and as data. */
export interface GraphDrawing {
  graph: string;
  path: string;
  lines: string[];
  mermaid: string;
  nodes: { name: string; type: string }[];
}

/**
 * Draws a graph: of an id, or of a file anywhere.
 * @throws {RyeError} `library/unknown-item`, `library/invalid-item` with every place that is wrong
 */
export async function drawGraph(context: AppContext, named: string): Promise<GraphDrawing> {
  const graph = await findGraph(context, named);
  return {
    graph: graph.source.id,
    path: graph.source.path,
    lines: graphLines(graph),
    mermaid: graphMermaid(graph),
    nodes: [...graph.nodes].map(([name, { type }]) => ({ name, type })),
  };
}

async function findGraph(context: AppContext, named: string): Promise<Graph> {
  const { library, root } = await openProject(context);
  if (!/\.ya?ml$/.test(named)) return library.graph(named);
  const file = resolve(context.cwd, named);
  const path = relative(root, file);
  const [, id] = /^\.ai\/tools\/(.+)\.ya?ml$/.exec(path) ?? [];
  if (id !== undefined) return library.graph(id);
  const { InvalidItemError, parseGraph, readItemFile } = await import('#library');
  const read = await readItemFile(file, named);
  if ('problems' in read) throw new InvalidItemError(read.problems);
  return parseGraph({
    kind: 'graph',
    id: named.replace(/\.ya?ml$/, ''),
    space: 'project',
    path: named,
    text: read.text,
    sha256: sha256(read.text),
    signature: 'unsigned',
  });
}
