/** Where a search looks: a kind of item, and a folder of it. */
export interface SearchScope {
  /** As written, which need not be a kind that exists. */
  kind?: string;
  /** `/`-separated. */
  under?: string;
}

/** Reads `kind`, `kind.a.b.*` or `rye.fetch.kind.a.b.*`. Source: design formats, 12.2. */
export function parseSearchScope(scope: string): SearchScope {
  const [kind, ...rest] = scope
    .replace(/^rye\.fetch\./, '')
    .replace(/\.?\*$/, '')
    .split(/[./]/);
  return { ...(kind && { kind }), ...(rest.length > 0 && { under: rest.join('/') }) };
}

/** The kinds of items that are fetched and searched by name. */
export const FETCHED_KINDS = ['directive', 'knowledge', 'tool'] as const;

/** Whether a word is one of {@link FETCHED_KINDS}. */
export function isFetchedKind(kind: string | undefined): kind is (typeof FETCHED_KINDS)[number] {
  return FETCHED_KINDS.some((known) => known === kind);
}
