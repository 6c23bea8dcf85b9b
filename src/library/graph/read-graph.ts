import {
  type Graph,
  type GraphNode,
  type ItemSource,
  type Json,
  type JsonObject,
  nearest,
  readHookList,
} from '#protocol';
import type { Report } from '../problems/report.ts';
import { isJsonObject, type OffsetOf, readPlacedYaml } from '../yaml/read-yaml.ts';
import { listOfText, type NodeSite, wholeNumber } from './node-site.ts';
import { readFieldsOf } from './read-input-schema.ts';
import { readNode } from './read-node.ts';
import { withoutSignatures } from './without-signatures.ts';

/** A graph, and where its parts stand. */
export interface GraphReading {
  graph: Graph;
  offsetOf: OffsetOf;
  /** The whole file, and its `config`. */
  root: JsonObject;
  config: JsonObject;
}

const LIMITS = ['turns', 'tokens', 'spend', 'spawns', 'depth', 'duration_seconds'];

/** Reads a graph into `report`; undefined where there is nothing to read. What has errors must not be walked. */
export function readGraph(source: ItemSource, report: Report): GraphReading | undefined {
  const { text, placeOf } = withoutSignatures(source.text);
  const reading = readPlacedYaml(text);
  if (!reading.ok) {
    report.error(placeOf(reading.offset), reading.code, reading.message);
    return undefined;
  }
  const offsetOf: OffsetOf = (path, part) => placeOf(reading.offsetOf(path, part));
  const root = reading.value;
  if (!isJsonObject(root)) {
    report.error(placeOf(0), 'bad-graph', 'a graph must be a mapping');
    return undefined;
  }
  const { config = {} } = root;
  if (!isJsonObject(config)) {
    report.error(offsetOf(['config']), 'bad-graph', 'config must be a mapping');
    return undefined;
  }
  const nodes = readNodes(config, offsetOf, report);
  const first = readStart(config, nodes, offsetOf, report);
  const site: NodeSite = { path: ['config'], offsetOf, report };
  const maxSteps = wholeNumber(config['max_steps'], 'max_steps', site);
  const maxConcurrency = wholeNumber(config['max_concurrency'], 'max_concurrency', site);
  const schema = root['config_schema'];
  if (schema !== undefined && schema !== null && !isJsonObject(schema))
    report.error(offsetOf(['config_schema']), 'bad-graph', 'config_schema must be a mapping');
  const inputSchema = isJsonObject(schema) ? schema : undefined;
  const graph: Graph = {
    source,
    name: source.id.split('/').at(-1) ?? source.id,
    description: typeof root['description'] === 'string' ? root['description'] : '',
    limits: readLimits(root['limits'], offsetOf, report),
    permissions: readPermissions(root['permissions'], offsetOf, report),
    acknowledgedRisks: readAcknowledged(root['acknowledge'], offsetOf, report),
    inputs: readFieldsOf(inputSchema),
    declaresInputs: false,
    outputs: [],
    hooks: readHookList(config['hooks'], 'graph'),
    start: first,
    nodes,
    state: readState(config['state'], offsetOf, report),
    ...(maxSteps !== undefined && { maxSteps }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    onError: readOnError(config['on_error'], offsetOf, report),
    envRequires: listOfText(root['env_requires'], 'env_requires', { path: [], offsetOf, report }),
    ...(inputSchema && { inputSchema }),
    warnings: report.problems,
  };
  return { graph, offsetOf, root, config };
}

function readNodes(config: JsonObject, offsetOf: OffsetOf, report: Report): Map<string, GraphNode> {
  const nodes = new Map<string, GraphNode>();
  const written = config['nodes'];
  if (!isJsonObject(written) || Object.keys(written).length === 0) {
    report.error(
      offsetOf(['config', 'nodes']),
      'bad-graph',
      'a graph needs `config.nodes`, a mapping of nodes by name',
    );
    return nodes;
  }
  for (const [name, value] of Object.entries(written)) {
    const node = readNode(value, { path: ['config', 'nodes', name], offsetOf, report });
    if (node) nodes.set(name, node);
  }
  for (const [name, node] of nodes) checkTargets(name, node, Object.keys(written), { offsetOf, report });
  return nodes;
}

/** Every way out leads to a node that there is. */
function checkTargets(
  name: string,
  node: GraphNode,
  names: readonly string[],
  { offsetOf, report }: Pick<NodeSite, 'offsetOf' | 'report'>,
): void {
  const check = (to: string | undefined, path: (string | number)[]): void => {
    if (to === undefined || names.includes(to)) return;
    const place = offsetOf(['config', 'nodes', name, ...path]);
    report.error(place, 'unknown-node', `node "${name}" leads to "${to}", which there is not${hint(to, names)}`);
  };
  if (node.type === 'return') return;
  for (const [index, { to }] of node.next.entries()) {
    const isList = node.next.length > 1 || node.next[0]?.when !== undefined;
    check(to, isList ? ['next', index, 'to'] : ['next']);
  }
  if ('onError' in node) check(node.onError, ['on_error']);
}

function readStart(
  config: JsonObject,
  nodes: ReadonlyMap<string, GraphNode>,
  offsetOf: OffsetOf,
  report: Report,
): string {
  const { start } = config;
  if (typeof start !== 'string') {
    const place = offsetOf(['config', 'start']);
    report.error(place, 'bad-graph', 'a graph needs `config.start`, the name of its first node');
    return '';
  }
  const names = [...nodes.keys()];
  if (nodes.size > 0 && !nodes.has(start))
    report.error(
      offsetOf(['config', 'start']),
      'unknown-node',
      `start is "${start}", which there is not${hint(start, names)}`,
    );
  return start;
}

function hint(name: string, names: readonly string[]): string {
  const near = nearest(name, [...names]);
  return near.length > 0 ? `; near are ${near.join(', ')}` : '';
}

function readPermissions(value: Json | undefined, offsetOf: OffsetOf, report: Report): string[] {
  const permissions = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  if (permissions.length === 0 || permissions.length !== (value as Json[]).length) {
    const what = 'a graph needs `permissions` at its top level, a list of capabilities such as rye.execute.tool.*';
    report.error(offsetOf(['permissions']), 'bad-graph', what);
  }
  for (const [index, each] of permissions.entries()) {
    if (each.includes('/'))
      report.warn(
        offsetOf(['permissions', index]),
        'bad-permission',
        `"${each}" never fits: ids in capabilities have dots`,
      );
  }
  return permissions;
}

function readAcknowledged(value: Json | undefined, offsetOf: OffsetOf, report: Report): Graph['acknowledgedRisks'] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((each, index) => {
    const { risk, reason } = isJsonObject(each) ? each : {};
    if (typeof risk === 'string') return [{ risk, reason: typeof reason === 'string' ? reason : '' }];
    report.error(offsetOf(['acknowledge', index]), 'bad-graph', 'acknowledge is a list of `risk` and `reason`');
    return [];
  });
}

function readLimits(value: Json | undefined, offsetOf: OffsetOf, report: Report): Partial<Record<string, number>> {
  const limits: Record<string, number> = {};
  if (value === undefined || value === null) return limits;
  if (!isJsonObject(value)) {
    report.error(offsetOf(['limits']), 'bad-graph', 'limits must be a mapping');
    return limits;
  }
  for (const [name, limit] of Object.entries(value)) {
    if (!LIMITS.includes(name))
      report.warn(
        offsetOf(['limits', name], 'key'),
        'unknown-limit',
        `"${name}" is no limit: use ${LIMITS.join(', ')}`,
      );
    else if (typeof limit !== 'number' || limit < 0)
      report.error(offsetOf(['limits', name]), 'bad-limit', `limit "${name}" is not a number of 0 or more`);
    else limits[name] = limit;
  }
  return limits;
}

function readState(value: Json | undefined, offsetOf: OffsetOf, report: Report): JsonObject {
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) return value;
  report.error(offsetOf(['config', 'state']), 'bad-graph', 'config.state must be a mapping');
  return {};
}

function readOnError(value: Json | undefined, offsetOf: OffsetOf, report: Report): Graph['onError'] {
  if (value === undefined || value === null || value === 'fail') return 'fail';
  if (value === 'continue') return 'continue';
  report.error(offsetOf(['config', 'on_error']), 'bad-graph', 'config.on_error is "fail" or "continue"');
  return 'fail';
}
