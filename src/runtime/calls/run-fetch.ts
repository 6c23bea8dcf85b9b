import { capabilityFor, type ItemKind, isAllowed, type JsonObject, type ToolOutcome } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import type { CallSite } from './record-call.ts';
import type { ResolvedCall } from './resolve-call.ts';
import { denied, runOperation } from './run-operation.ts';

const FETCH_TOOL = 'rye/fetch';
const KNOWLEDGE_TOOL = 'rye/knowledge';

type FetchCall = Extract<ResolvedCall, { kind: 'fetch' }>;

/** Gives the text of a knowledge item. */
export async function runKnowledge(site: CallSite, id: string): Promise<void> {
  if (await denied(site, KNOWLEDGE_TOOL, 'knowledge', id)) return;
  await runOperation(site, KNOWLEDGE_TOOL, { item_id: id }, async () => {
    const { source, name, body } = await site.run.definitions.knowledge(id, site.thread.id);
    return { ok: true, result: { status: 'success', type: 'knowledge', item_id: id, name, body, path: source.path } };
  });
}

/** Reads an item by its id, or searches; of a search only what the thread may read comes back. */
export async function runFetch(site: CallSite, call: FetchCall): Promise<void> {
  const [scopeKind, under] = readScope(call);
  const kind = call.itemType ?? scopeKind;
  // Without a kind, what the thread may read is known only when the item is found.
  if (call.id !== undefined && kind !== undefined && (await denied(site, FETCH_TOOL, kind, call.id, 'fetch'))) return;
  const { kind: _, ...asked } = call;
  await runOperation(site, FETCH_TOOL, asked as JsonObject, () =>
    call.id === undefined ? search(site, call, kind, under) : fetch(site, call.id, kind),
  );
}

async function fetch(site: CallSite, id: string, kind: string | undefined): Promise<ToolOutcome> {
  const source = await site.run.ports.library.fetch(id, asKind(kind));
  const { kind: type, space, path, text } = source;
  if (!isAllowed({ primary: 'fetch', itemType: type, itemId: id }, site.thread.capabilities)) {
    const capability = capabilityFor('fetch', type, id);
    throw new CallRefusedError(
      'runtime/permission-denied',
      `This thread may not fetch ${id}: it lacks ${capability}.`,
      {
        hint: 'Do it another way, or return what is missing.',
        data: { capability },
      },
    );
  }
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
  const itemKind = asKind(kind);
  const hits = await site.run.ports.library.search(call.query ?? '', {
    ...(itemKind && { kind: itemKind }),
    ...(under !== undefined && { under }),
    limit: call.limit ?? 10,
  });
  const readable = hits.filter((hit) =>
    isAllowed({ primary: 'fetch', itemType: hit.kind, itemId: hit.id }, site.thread.capabilities),
  );
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

/** `kind`, `kind.a.b.*` or `rye.fetch.kind.a.b.*`, as kind and path. */
function readScope({ scope }: FetchCall): [string | undefined, string | undefined] {
  if (scope === undefined) return [undefined, undefined];
  const [kind, ...rest] = scope
    .replace(/^rye\.fetch\./, '')
    .replace(/\.?\*$/, '')
    .split(/[./]/);
  return [kind || undefined, rest.length > 0 ? rest.join('/') : undefined];
}

const KINDS: readonly ItemKind[] = ['directive', 'knowledge', 'tool'];

function asKind(kind: string | undefined): ItemKind | undefined {
  return KINDS.find((known) => known === kind);
}
