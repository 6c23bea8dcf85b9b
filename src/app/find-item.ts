import { type Directive, type Graph, type Library, RyeError } from '#protocol';

/** By its id, or the path of its file, as a shell completes it; where no kind is said, a directive before a graph. */
export async function findItem(
  library: Library,
  { item, kind }: { item: string; kind?: 'directive' | 'graph' },
): Promise<Directive | Graph> {
  const [, directive] = /^(?:\.\/)?\.ai\/directives\/(.+)\.md$/.exec(item) ?? [];
  const [, graph] = /^(?:\.\/)?\.ai\/tools\/(.+)\.ya?ml$/.exec(item) ?? [];
  if (graph !== undefined || kind === 'graph') return library.graph(graph ?? item);
  if (directive !== undefined || kind === 'directive') return library.directive(directive ?? item);
  try {
    return await library.directive(item);
  } catch (error) {
    if (!(error instanceof RyeError) || error.code !== 'library/unknown-item') throw error;
    const graphs = await library.list('graph');
    if (!graphs.some(({ id }) => id === item)) throw error;
    return library.graph(item);
  }
}
