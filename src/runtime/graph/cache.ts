import { isAllowed, type JsonObject, sha256, type ToolCallState, toText } from '#protocol';
import { createRunFiles } from '../run-files.ts';
import { sortedJson } from '../sorted-json.ts';
import type { WalkSite } from './walk-site.ts';

/** Results that were kept lie here, below `.ai/data`. */
const FOLDER = 'cache/graphs';

/** Raised where what is kept is read in another way. */
const SCHEMA = 1;

/**
 * The result of the same call of the same node of the same graph, from an earlier time; undefined where none is kept.
 * Two graphs, and two nodes, never share one.
 */
export async function findCached(site: WalkSite, node: string, input: JsonObject): Promise<JsonObject | undefined> {
  const { run, thread } = site;
  // What it may not call it may not be told either.
  if (!isAllowed(wantedOf(input), thread.capabilities)) return undefined;
  const kept = await run.writer.readData(pathOf(site, node, input));
  if (!kept) return undefined;
  try {
    const { schema, result } = JSON.parse(Buffer.from(kept).toString('utf8')) as {
      schema?: number;
      result?: JsonObject;
    };
    return schema === SCHEMA && typeof result === 'object' ? result : undefined;
  } catch {
    // What somebody has broken is called for anew.
    return undefined;
  }
}

/** Keeps the result of a call that did well; what else it did is not done again. */
export async function keepCached(
  site: WalkSite,
  node: string,
  { callId, input }: ToolCallState,
  result: JsonObject,
): Promise<void> {
  const { run, thread, graph } = site;
  const content = Buffer.from(`${sortedJson({ schema: SCHEMA, graph: graph.source.id, node, input, result })}\n`);
  const files = createRunFiles(run.session, run.writer, { thread: thread.id, callId });
  await files.writeData(pathOf(site, node, input), content);
}

/** What a call needs; a graph is a tool. */
function wantedOf({ primary = 'execute', item_type: type, item_id: id }: JsonObject) {
  const itemType = type === 'graph' ? 'tool' : toText(type ?? 'tool');
  return {
    primary: primary === 'fetch' ? ('fetch' as const) : ('execute' as const),
    itemType,
    itemId: toText(id ?? null),
  };
}

/** The key of a thread that is made differs from visit to visit, and changes nothing of what it does. */
function pathOf({ graph }: WalkSite, node: string, { key: _key, ...input }: JsonObject): string {
  return `${FOLDER}/${sha256(sortedJson({ schema: SCHEMA, graph: graph.source.sha256, id: graph.source.id, node, input }))}.json`;
}
