import {
  type ItemSource,
  isAllowed,
  isFetchedKind,
  type JsonObject,
  parseSearchScope,
  type ToolOutcome,
} from '#protocol';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import type { ResolvedCall } from './resolve-call.ts';
import { runOperation } from './run-operation.ts';

const FETCH_TOOL = 'rye/fetch';
const KNOWLEDGE_TOOL = 'rye/knowledge';

type FetchCall = Extract<ResolvedCall, { kind: 'fetch' }>;

/** Gives the text of a knowledge item. */
export async function runKnowledge(site: CallSite, id: string): Promise<void> {
  if (await denied(site, KNOWLEDGE_TOOL, { primary: 'execute', itemType: 'knowledge', itemId: id })) return;
  await runOperation(site, KNOWLEDGE_TOOL, { item_id: id }, async () => {
    const { source, name, body } = await site.run.definitions.knowledge(id, site.thread.id);
    return { ok: true, result: { status: 'success', type: 'knowledge', item_id: id, name, body, path: source.path } };
  });
}

/** Reads an item by its id, or searches; of a search only what the thread may read comes back. */
export async function runFetch(site: CallSite, call: FetchCall): Promise<void> {
  const { kind: scopeKind, under } = parseSearchScope(call.scope ?? '');
  const kind = call.itemType ?? scopeKind;
  if (call.id === undefined)
    return runOperation(site, FETCH_TOOL, inputOf(call), () => search(site, call, kind, under));
  // Without a kind, what the thread may read is known only when the item is found.
  const source = kind === undefined ? await find(site, call.id) : undefined;
  const itemType = kind ?? source?.kind ?? 'knowledge';
  if (await denied(site, FETCH_TOOL, { primary: 'fetch', itemType, itemId: call.id })) return;
  const { id } = call;
  await runOperation(site, FETCH_TOOL, inputOf(call), () => fetch(site, id, itemType));
}

function inputOf({ kind: _kind, ...asked }: FetchCall): JsonObject {
  return asked;
}

/** The item, where there is exactly one of that id; what is wrong with any other id is told by the fetch itself. */
function find({ run }: CallSite, id: string): Promise<ItemSource | undefined> {
  return run.ports.library.fetch(id).catch(() => undefined);
}

async function fetch(site: CallSite, id: string, kind: string): Promise<ToolOutcome> {
  const {
    kind: type,
    space,
    path,
    text,
  } = await site.run.ports.library.fetch(id, isFetchedKind(kind) ? kind : undefined);
  return {
    ok: true,
    result: { status: 'success', mode: 'id', item_type: type, item_id: id, content: text, source: space, path },
  };
}

async function search(
  site: CallSite,
  call: FetchCall,
  kind: string | undefined,
  under: string | undefined,
): Promise<ToolOutcome> {
  const hits = await site.run.ports.library.search(call.query ?? '', {
    ...(isFetchedKind(kind) && { kind }),
    ...(under !== undefined && { under }),
    // What the thread may not read must not take the place of what it may.
    limit: Number.MAX_SAFE_INTEGER,
  });
  const readable = hits
    .filter((hit) => isAllowed({ primary: 'fetch', itemType: hit.kind, itemId: hit.id }, site.thread.capabilities))
    .slice(0, call.limit ?? 10);
  return {
    ok: true,
    result: {
      status: 'success',
      mode: 'query',
      total: readable.length,
      results: readable.map((hit) => ({ ...hit }) as JsonObject),
    },
  };
}
