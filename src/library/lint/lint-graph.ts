import { type Graph, type GraphNode, type ItemKind, type ItemSource, type JsonObject, nearest } from '#protocol';
import { readGraph } from '../graph/read-graph.ts';
import { placeAt, type Report, reportOn } from '../problems/report.ts';
import { isJsonObject, type OffsetOf } from '../yaml/read-yaml.ts';
import { lintCondition } from './lint-condition.ts';
import { lintHookList } from './lint-hook-list.ts';
import { lintPlace } from './lint-place.ts';
import { lintText } from './lint-text.ts';
import type { Inspection, Mention } from './mention.ts';

const COMMON = ['type', 'next', 'env_requires', 'remote'];
const KEYS: Readonly<Record<GraphNode['type'], readonly string[]>> = {
  action: [...COMMON, 'action', 'on_error', 'assign', 'cache_result'],
  gate: [...COMMON, 'assign'],
  foreach: [
    ...COMMON,
    'action',
    'over',
    'as',
    'collect',
    'parallel',
    'max_concurrency',
    'cache_result',
    'on_error',
    'on_item_error',
  ],
  return: ['type', 'output', 'env_requires'],
};

/** Keys of the state that rye sets itself. */
const OWN_KEYS = ['inputs', '_last_error', '_retries'];

/** Everything that can be said of a graph by itself. Source: design formats, 6.11. */
export function inspectGraph(source: ItemSource, placed: boolean): Inspection {
  const report = reportOn(source.path, source.text);
  lintText(report);
  const reading = readGraph(source, report);
  if (reading === undefined) return { problems: report.problems, mentions: [] };
  const { graph, offsetOf, root, config } = reading;
  const claim = (key: string) =>
    typeof root[key] === 'string' ? { [key]: { value: root[key], offset: offsetOf([key]) } } : {};
  lintPlace(source, { ...claim('category'), ...claim('version') }, placed, report);
  lintKeys(graph, config, offsetOf, report);
  lintWays(graph, report);
  lintState(graph, offsetOf, report);
  lintEdges(graph, offsetOf, report);
  const hooks = lintHookList(config['hooks'] ?? null, ['config', 'hooks'], offsetOf, report);
  return { problems: report.problems, mentions: [...hooks, ...mentionsOf(graph, offsetOf, report)] };
}

function lintKeys(graph: Graph, config: JsonObject, offsetOf: OffsetOf, report: Report): void {
  const written = isJsonObject(config['nodes']) ? config['nodes'] : {};
  for (const [name, node] of graph.nodes) {
    const known = KEYS[node.type];
    for (const key of Object.keys(isJsonObject(written[name]) ? written[name] : {})) {
      if (known.includes(key)) continue;
      const [near] = nearest(key, [...known]);
      const hint = near === undefined ? `it has ${known.join(', ')}` : `did you mean ${near}?`;
      const place = offsetOf(['config', 'nodes', name, key], 'key');
      report.warn(place, 'unknown-key', `"${key}" means nothing in a node of type ${node.type}; ${hint}`);
    }
  }
}

/** What can be reached, and whether there is an end. */
function lintWays(graph: Graph, report: Report): void {
  const { nodes, start } = graph;
  if (![...nodes.values()].some(({ type }) => type === 'return'))
    report.warn(nodes.get(start)?.offset ?? 0, 'no-return', 'no node returns, so the graph has no outputs');
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...waysOf(nodes.get(name)));
  }
  for (const [name, { offset }] of nodes)
    if (!reached.has(name)) report.warn(offset, 'unreachable-node', `nothing leads to node "${name}"`);
  for (const name of endless(graph, reached))
    report.warn(nodes.get(name)?.offset ?? 0, 'endless-graph', `from node "${name}" no way leads to an end`);
}

function waysOf(node: GraphNode | undefined): string[] {
  if (!node || node.type === 'return') return [];
  const ways = node.next.flatMap(({ to }) => to ?? []);
  return 'onError' in node && node.onError !== undefined ? [...ways, node.onError] : ways;
}

/** Nodes from which no way leads to a return or to where the walk simply stops. */
function endless({ nodes }: Graph, reached: ReadonlySet<string>): string[] {
  const ends = new Set<string>();
  for (const [name, node] of nodes) if (node.type === 'return' || stops(node, nodes)) ends.add(name);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [name, node] of nodes) {
      if (ends.has(name) || !waysOf(node).some((way) => ends.has(way))) continue;
      ends.add(name);
      grown = true;
    }
  }
  return [...nodes.keys()].filter((name) => reached.has(name) && !ends.has(name));
}

/** Without an edge that always holds the walk may end here; one that leads nowhere is told of by itself. */
function stops(node: Exclude<GraphNode, { type: 'return' }>, nodes: Graph['nodes']): boolean {
  if (waysOf(node).some((way) => !nodes.has(way))) return true;
  return !node.next.some(({ to, when }) => when === undefined && to !== undefined);
}

/** Keys that are read and never set, and the other way round. */
function lintState(graph: Graph, offsetOf: OffsetOf, report: Report): void {
  const set = new Map<string, number | undefined>(OWN_KEYS.map((key) => [key, undefined]));
  for (const key of Object.keys(graph.state)) set.set(key, offsetOf(['config', 'state', key], 'key'));
  for (const [name, node] of graph.nodes) {
    if (node.type === 'action' || node.type === 'gate')
      for (const [key] of node.assign) set.set(key, offsetOf(['config', 'nodes', name, 'assign', key], 'key'));
    if (node.type !== 'foreach') continue;
    set.set(node.as, undefined);
    if (node.collect !== undefined) set.set(node.collect, offsetOf(['config', 'nodes', name, 'collect']));
  }
  const read = new Set<string>();
  for (const [name, node] of graph.nodes) {
    for (const key of keysRead(node)) {
      read.add(key);
      if (!set.has(key))
        report.warn(
          node.offset,
          'unset-state',
          `node "${name}" reads state.${key}, which nothing sets${hintFor(key, [...set.keys()])}`,
        );
    }
  }
  for (const key of hookKeys(graph)) read.add(key);
  for (const [key, place] of set)
    if (place !== undefined && !read.has(key))
      report.warn(place, 'unused-state', `state.${key} is set, and nothing reads it`);
}

function hintFor(key: string, known: string[]): string {
  const [near] = nearest(key, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** In templates `${state.a}`, in conditions `path: state.a`. */
function keysRead(node: unknown): string[] {
  const text = JSON.stringify(node);
  return [...text.matchAll(/\bstate\.([\w-]+)/g)].map(([, key]) => key ?? '');
}

function hookKeys(graph: Graph): string[] {
  return keysRead(graph.hooks);
}

function lintEdges(graph: Graph, offsetOf: OffsetOf, report: Report): void {
  for (const [name, node] of graph.nodes) {
    if (node.type === 'return') continue;
    for (const [index, { when }] of node.next.entries()) {
      const path = ['config', 'nodes', name, 'next', index, 'when'];
      if (when !== undefined) lintCondition(when, (below) => offsetOf([...path, ...below]), report);
    }
  }
}

function mentionsOf(graph: Graph, offsetOf: OffsetOf, report: Report): Mention[] {
  const acknowledged = graph.acknowledgedRisks.map(({ risk }) => risk);
  const placed = (offset: number) => placeAt(report.text, offset);
  const grants = (graph.permissions ?? []).map(
    (capability, index): Mention => ({
      what: 'grant',
      capability,
      acknowledged,
      ...placed(offsetOf(['permissions', index])),
    }),
  );
  const items = [...graph.nodes].flatMap(([name, node]): Mention[] => {
    if (node.type !== 'action' && node.type !== 'foreach') return [];
    const { item_type: kind = 'tool', item_id: id } = node.action;
    if (typeof id !== 'string' || /[{}]/.test(id) || typeof kind !== 'string') return [];
    const place = placed(offsetOf(['config', 'nodes', name, 'action', 'item_id']));
    return [{ what: 'item', kind: kind as ItemKind, id, as: 'the action', ...place }];
  });
  return [...grants, ...items];
}
