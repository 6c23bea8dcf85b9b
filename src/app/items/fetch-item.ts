import { FETCHED_KINDS, type ItemSource, isFetchedKind, parseSearchScope, type SearchHit } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import { openProject } from '../open-project.ts';

/** An item as its file has it, or with its includes in place. */
export interface FetchedItem {
  mode: 'id';
  item_type: string;
  item_id: string;
  /** The space: `project`, `user` or `bundled`. */
  source: string;
  path: string;
  signature: string;
  sha256: string;
  content: string;
}

/** What a search of items found, best first. */
export interface FoundItems {
  mode: 'query';
  query: string;
  scope?: string;
  total: number;
  results: (Omit<SearchHit, 'kind' | 'space'> & { type: string; source: string })[];
}

/**
 * Finds an item by its id, in the project, then the user's space, then what rye brings.
 * @param request.expand Puts its includes in place, as a run does before it pins the text.
 * @throws {RyeError} `app/usage`, `library/unknown-item` (with near ids), `library/ambiguous-item`, `library/invalid-item`
 */
export async function fetchItem(
  context: AppContext,
  request: { id: string; kind?: string; expand?: boolean },
): Promise<FetchedItem> {
  const kind = request.kind === undefined ? undefined : kindNamed(request.kind);
  const { library } = await openProject(context);
  const source = await library.fetch(request.id, kind);
  const { text, sha256 } = request.expand === true ? await expanded(source) : source;
  return {
    mode: 'id',
    item_type: source.kind,
    item_id: source.id,
    source: source.space,
    path: source.path,
    signature: source.signature,
    sha256,
    content: text,
  };

  async function expanded(found: ItemSource): Promise<ItemSource> {
    if (found.kind === 'directive') return (await library.directive(found.id)).source;
    if (found.kind === 'knowledge') return (await library.knowledge(found.id)).source;
    throw new UsageError(`A ${found.kind} has no includes.`, 'Leave --expand out.');
  }
}

/** Searches items by words. @throws {UsageError} a scope that names no kind, or a limit below 1 */
export async function findItems(
  context: AppContext,
  request: { query: string; scope?: string; kind?: string; limit?: number },
): Promise<FoundItems> {
  const scope = parseSearchScope(request.scope ?? '');
  const named = request.kind ?? scope.kind;
  const kind = named === undefined ? undefined : kindNamed(named);
  const { library } = await openProject(context);
  const hits = await library.search(request.query, {
    ...(kind !== undefined && { kind }),
    ...(scope.under !== undefined && { under: scope.under }),
    ...(request.limit !== undefined && { limit: request.limit }),
  });
  return {
    mode: 'query',
    query: request.query,
    ...(request.scope !== undefined && { scope: request.scope }),
    total: hits.length,
    results: hits.map(({ kind: type, space: source, ...hit }) => ({ type, source, ...hit })),
  };
}

function kindNamed(kind: string): (typeof FETCHED_KINDS)[number] {
  if (isFetchedKind(kind)) return kind;
  throw new UsageError(`There is no kind "${kind}" of items.`, `The kinds are ${FETCHED_KINDS.join(', ')}.`);
}
