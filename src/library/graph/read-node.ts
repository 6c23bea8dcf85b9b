import type { GraphAssign, GraphEdge, GraphNode, Json, JsonObject } from '#protocol';
import { isJsonObject } from '../yaml/read-yaml.ts';
import { listOfText, type NodeSite, wholeNumber } from './node-site.ts';

const TYPES = ['gate', 'foreach', 'return'];

/** Reads one node; undefined where it is none, which is then reported. */
export function readNode(value: Json, site: NodeSite): GraphNode | undefined {
  const { path, offsetOf, report } = site;
  if (!isJsonObject(value)) {
    report.error(offsetOf(path), 'bad-node', 'a node must be a mapping');
    return undefined;
  }
  if (value['remote'] !== undefined && value['remote'] !== null)
    report.error(offsetOf([...path, 'remote'], 'key'), 'bad-node', 'every node runs here: `remote` is not there');
  const { type } = value;
  if (type !== undefined && type !== null && !TYPES.includes(type as string))
    report.warn(
      offsetOf([...path, 'type']),
      'bad-node',
      `type ${JSON.stringify(type)} is none, so the node calls its action; there are ${TYPES.join(', ')}`,
    );
  const facts = { envRequires: listOfText(value['env_requires'], 'env_requires', site), offset: offsetOf(path, 'key') };
  switch (type) {
    case 'return':
      return { type, ...facts, ...(value['output'] !== undefined && { output: value['output'] }) };
    case 'gate':
      return { type, ...facts, assign: readAssign(value['assign'], site), next: readEdges(value['next'], site) };
    case 'foreach':
      return readForeach(value, facts, site);
    default:
      return {
        type: 'action',
        ...facts,
        action: readAction(value['action'], site),
        assign: readAssign(value['assign'], site),
        next: readEdges(value['next'], site),
        ...targetOf(value['on_error'], site),
        cache: value['cache_result'] === true,
      };
  }
}

function readForeach(value: JsonObject, facts: { envRequires: string[]; offset: number }, site: NodeSite): GraphNode {
  const { path, offsetOf, report } = site;
  const action = readAction(value['action'], site);
  if (value['over'] === undefined || value['over'] === null)
    report.error(offsetOf(path, 'key'), 'bad-node', 'a foreach needs `over`, the list that it goes through');
  const params = isJsonObject(action['params']) ? action['params'] : {};
  for (const [isAsync, at] of [
    [action['async'], ['action', 'async']],
    [params['async'], ['action', 'params', 'async']],
  ] as const) {
    if (isAsync === true)
      report.error(
        offsetOf([...path, ...at], 'key'),
        'bad-node',
        'a foreach waits for its items: leave `async` out, and say `parallel: true`',
      );
  }
  const as = value['as'] ?? 'item';
  if (typeof as !== 'string' || as === '') report.error(offsetOf([...path, 'as']), 'bad-node', '`as` is a name');
  const collect = value['collect'];
  if (collect !== undefined && collect !== null && typeof collect !== 'string')
    report.error(offsetOf([...path, 'collect']), 'bad-node', '`collect` is a key of the state');
  const onItemError = value['on_item_error'] ?? 'report';
  if (onItemError !== 'report' && onItemError !== 'fail')
    report.error(offsetOf([...path, 'on_item_error']), 'bad-node', '`on_item_error` is "report" or "fail"');
  const maxConcurrency = wholeNumber(value['max_concurrency'], 'max_concurrency', site);
  return {
    type: 'foreach',
    ...facts,
    over: value['over'] ?? null,
    as: typeof as === 'string' ? as : 'item',
    action,
    ...(typeof collect === 'string' && { collect }),
    parallel: value['parallel'] === true,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    cache: value['cache_result'] === true,
    onItemError: onItemError === 'fail' ? 'fail' : 'report',
    ...targetOf(value['on_error'], site),
    next: readEdges(value['next'], site),
  };
}

const ITEM_TYPES = ['tool', 'directive', 'knowledge', 'graph'];
const PRIMARIES = ['execute', 'fetch'];

function readAction(value: Json | undefined, { path, offsetOf, report }: NodeSite): JsonObject {
  if (!isJsonObject(value)) {
    report.error(offsetOf(path, 'key'), 'bad-node', 'a node that calls something needs `action`, a mapping');
    return {};
  }
  const { item_type: type = 'tool', item_id: id, primary = 'execute', params } = value;
  const wrong = (key: string, message: string): void =>
    report.error(offsetOf([...path, 'action', key]), 'bad-node', message);
  if (!PRIMARIES.includes(primary as string)) wrong('primary', `primary is ${PRIMARIES.join(' or ')}`);
  if (!ITEM_TYPES.includes(type as string)) wrong('item_type', `item_type is ${ITEM_TYPES.join(', ')}`);
  const isSearch = primary === 'fetch' && isJsonObject(params);
  if (typeof id !== 'string' && !isSearch) wrong('item_id', 'an action needs the `item_id` of what it calls');
  if (params !== undefined && params !== null && !isJsonObject(params)) wrong('params', 'params is a mapping');
  return value;
}

function readAssign(value: Json | undefined, { path, offsetOf, report }: NodeSite): GraphAssign[] {
  if (value === undefined || value === null) return [];
  if (isJsonObject(value)) return Object.entries(value);
  report.error(offsetOf([...path, 'assign']), 'bad-node', 'assign is a mapping of keys of the state');
  return [];
}

/** A name, or a list of `to` and `when`. A mapping in place of a list leads nowhere (formats 6.3). */
function readEdges(value: Json | undefined, { path, offsetOf, report }: NodeSite): GraphEdge[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [{ to: value }];
  if (!Array.isArray(value)) {
    report.warn(
      offsetOf([...path, 'next']),
      'bad-node',
      'next leads nowhere: it is a name, or a list of `to` and `when`',
    );
    return [];
  }
  return value.flatMap((edge, index): GraphEdge[] => {
    if (!isJsonObject(edge)) {
      report.error(offsetOf([...path, 'next', index]), 'bad-node', 'an edge is a mapping of `to` and `when`');
      return [];
    }
    const { to, when } = edge;
    if (to !== undefined && to !== null && typeof to !== 'string')
      report.error(offsetOf([...path, 'next', index, 'to']), 'bad-node', '`to` is the name of a node');
    return [{ ...(typeof to === 'string' && { to }), ...(when !== undefined && when !== null && { when }) }];
  });
}

function targetOf(value: Json | undefined, { path, offsetOf, report }: NodeSite): { onError?: string } {
  if (value === undefined || value === null) return {};
  if (typeof value === 'string') return { onError: value };
  report.error(offsetOf([...path, 'on_error']), 'bad-node', '`on_error` is the name of a node');
  return {};
}
