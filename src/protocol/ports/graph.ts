import type { Json, JsonObject } from '../errors.ts';
import type { Directive, ItemSource, Problem } from './library.ts';

/** Where a node leads under which condition; without `to` the walk ends there. */
export interface GraphEdge {
  to?: string;
  /** A condition as hooks have them; absent: always. */
  when?: Json;
}

/** A key of the state, and the template that fills it. Order counts: a later one sees the earlier ones. */
export type GraphAssign = readonly [key: string, template: Json];

interface NodeFacts {
  /** Environment variables that have to be there before the graph starts. */
  envRequires: string[];
  /** Offset of its name in the file. */
  offset: number;
}

/** Calls an item, then fills the state and goes on. */
export interface ActionNode extends NodeFacts {
  type: 'action';
  /** A template. Shape: `primary`, `item_type`, `item_id`, `params`, and what `rye_execute` takes beside them. */
  action: JsonObject;
  assign: GraphAssign[];
  next: GraphEdge[];
  /** Where a failure leads. */
  onError?: string;
  /** A result of the same action is taken from an earlier time. */
  cache: boolean;
}

/** Fills the state and goes on; calls nothing. */
export interface GateNode extends NodeFacts {
  type: 'gate';
  assign: GraphAssign[];
  next: GraphEdge[];
}

/** Calls an item for each of a list. */
export interface ForeachNode extends NodeFacts {
  type: 'foreach';
  /** A template that comes to a list; anything else counts as an empty one. */
  over: Json;
  /** The name of one of the list in the action. */
  as: string;
  action: JsonObject;
  /** The key of the state that takes what came of each, in the order of the list. */
  collect?: string;
  parallel: boolean;
  maxConcurrency?: number;
  cache: boolean;
  /** `fail`: when all are done and one has failed, so has the node. Otherwise failures are counted and told. */
  onItemError: 'report' | 'fail';
  onError?: string;
  next: GraphEdge[];
}

/** Ends the graph with a value. */
export interface ReturnNode extends NodeFacts {
  type: 'return';
  output?: Json;
}

/** One place of a state graph. */
export type GraphNode = ActionNode | GateNode | ForeachNode | ReturnNode;

/**
 * A parsed state graph. What it has in common with a directive, a thread of it has in common with a thread of one.
 * Source: design formats, 6.
 */
export interface Graph
  extends Pick<
    Directive,
    | 'source'
    | 'name'
    | 'description'
    | 'limits'
    | 'permissions'
    | 'acknowledgedRisks'
    | 'inputs'
    | 'declaresInputs'
    | 'outputs'
    | 'hooks'
  > {
  source: ItemSource;
  start: string;
  nodes: ReadonlyMap<string, GraphNode>;
  /** The state at the start, without the inputs. */
  state: JsonObject;
  /** Steps after which it has gone wrong; absent: the caller's, else 100. */
  maxSteps?: number;
  /** Items of one foreach at once; absent: the caller's, else 10. */
  maxConcurrency?: number;
  /** What a failed node without a way of its own does: `continue` notes it and goes on. */
  onError: 'fail' | 'continue';
  /** Environment variables that have to be there before it starts. */
  envRequires: string[];
  /** JSON Schema of the inputs, where there is one. */
  inputSchema?: JsonObject;
  warnings: Problem[];
}
