import type { Json, JsonObject } from '../errors.ts';
import type { Graph, GraphEdge, GraphNode } from '../ports/graph.ts';
import { oneLine } from './words.ts';

/** The longest text of one part of a line. */
const LONGEST = 80;

/** A way from one node to another, and when it is taken. */
interface Way {
  to: string;
  label: string;
}

/** A graph for people: its nodes in the order in which they are reached, each with what it does and where it leads. */
export function graphLines(graph: Graph): string[] {
  const order = reachedOrder(graph);
  const width = Math.max(...order.map(({ length }) => length));
  const unreached = [...graph.nodes.keys()].filter((name) => !order.includes(name));
  return [
    graph.source.id,
    ...(graph.description === '' ? [] : [oneLine(graph.description, LONGEST)]),
    '',
    ...order.flatMap((name) => nodeLines(graph, name, width)),
    ...(unreached.length > 0 ? ['', `never reached: ${unreached.join(', ')}`] : []),
  ];
}

function nodeLines(graph: Graph, name: string, width: number): string[] {
  const node = graph.nodes.get(name);
  if (!node) return [];
  const sign = name === graph.start ? '▶' : node.type === 'return' ? '■' : '·';
  const ways = waysOf(node);
  return [
    `${sign} ${name.padEnd(width)}  ${node.type.padEnd(7)}  ${doingText(node)}`.trimEnd(),
    ...ways.map(({ to, label }, index) => {
      const corner = index === ways.length - 1 ? '└' : '├';
      return `    ${corner}─→ ${to}${label === '' ? '' : `  ${label}`}`;
    }),
  ];
}

function doingText(node: GraphNode): string {
  switch (node.type) {
    case 'gate':
      return node.assign.length > 0 ? `sets ${node.assign.map(([key]) => key).join(', ')}` : '';
    case 'return':
      return node.output === undefined ? '' : oneLine(JSON.stringify(node.output), LONGEST);
    case 'action':
      return [actionText(node.action), ...(node.cache ? ['cached'] : [])].join(', ');
    case 'foreach': {
      const order = node.parallel ? 'side by side' : 'one after the other';
      const kept = node.collect === undefined ? '' : `, into ${node.collect}`;
      return `${actionText(node.action)} for each ${node.as} of ${oneLine(textOf(node.over), 40)}, ${order}${kept}`;
    }
  }
}

function actionText({ item_type: type = 'tool', item_id: id = '' }: JsonObject): string {
  return `${type === 'tool' ? '' : `${textOf(type)} `}${oneLine(textOf(id), LONGEST)}`;
}

function waysOf(node: GraphNode): Way[] {
  if (node.type === 'return') return [];
  const ways = node.next.map((edge) => ({ to: edge.to ?? 'end', label: whenText(edge) }));
  if ('onError' in node && node.onError !== undefined) ways.push({ to: node.onError, label: 'where it fails' });
  return ways;
}

function whenText({ when }: GraphEdge): string {
  return when === undefined ? '' : `when ${oneLine(conditionText(when), LONGEST)}`;
}

/** A condition as it is said: `state.count gt 3`, `not (…)`, `… and …`. */
function conditionText(condition: Json): string {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return textOf(condition);
  const { any, all, not, path, op, operator, value } = condition;
  if (Array.isArray(any)) return any.map((each) => `(${conditionText(each)})`).join(' or ');
  if (Array.isArray(all)) return all.map((each) => `(${conditionText(each)})`).join(' and ');
  if (not !== undefined) return `not (${conditionText(not)})`;
  return [
    textOf(path ?? ''),
    textOf(op ?? operator ?? 'eq'),
    ...(value === undefined ? [] : [JSON.stringify(value)]),
  ].join(' ');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Breadth first from the start. */
function reachedOrder(graph: Graph): string[] {
  const order = [graph.start];
  for (const name of order) {
    const node = graph.nodes.get(name);
    for (const { to } of node ? waysOf(node) : []) if (graph.nodes.has(to) && !order.includes(to)) order.push(to);
  }
  return order;
}

/** A graph as Mermaid, for a page that draws it. */
export function graphMermaid(graph: Graph): string {
  const names = [...graph.nodes.keys()];
  const idOf = (name: string): string => (names.includes(name) ? `n${names.indexOf(name)}` : 'stop');
  const shapes: Readonly<Record<GraphNode['type'], readonly [string, string]>> = {
    action: ['[', ']'],
    gate: ['{', '}'],
    foreach: ['[[', ']]'],
    return: ['([', '])'],
  };
  const nodes = [...graph.nodes].map(([name, node]) => {
    const [open, close] = shapes[node.type];
    const lines = 'action' in node ? [name, actionText(node.action)] : [name];
    return `  ${idOf(name)}${open}"${lines.map(quoted).join('<br/>')}"${close}`;
  });
  const ways = [...graph.nodes].flatMap(([name, node]) =>
    waysOf(node).map(({ to, label }) => `  ${idOf(name)} -->${label === '' ? '' : `|"${quoted(label)}"|`} ${idOf(to)}`),
  );
  const stop = ways.some((way) => way.endsWith(' stop')) ? ['  stop((end))'] : [];
  return ['flowchart TD', `  start((start)) --> ${idOf(graph.start)}`, ...nodes, ...stop, ...ways, ''].join('\n');
}

/** What would end a label, or mean something to whoever draws it. */
function quoted(text: string): string {
  return oneLine(text, LONGEST).replace(/[&<>"#]/g, (char) => `#${char.charCodeAt(0)};`);
}
