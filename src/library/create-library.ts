import type {
  Directive,
  Graph,
  ItemKind,
  ItemSource,
  JsonObject,
  Knowledge,
  Library,
  SearchHit,
  Space,
} from '#protocol';
import { FETCHED_KINDS, nearest, sha256 } from '#protocol';
import { mergeConfig } from './config/merge-config.ts';
import { parseConfig } from './config/parse-config.ts';
import { parseDirective } from './directive/parse-directive.ts';
import {
  AmbiguousItemError,
  InvalidItemError,
  TamperedItemError,
  UnknownItemError,
  UnreadableItemError,
} from './errors.ts';
import { parseGraph } from './graph/parse-graph.ts';
import { bodyStart } from './include/body-start.ts';
import { expandIncludes } from './include/expand-includes.ts';
import { createIncludeLoader } from './include/load-included.ts';
import { loadTrustedKeys } from './keys/load-trusted-keys.ts';
import { parseKnowledge } from './knowledge/parse-knowledge.ts';
import { isUnder, rankItems } from './search/rank-items.ts';
import { type TrustedKeys, verifySignature } from './signature/verify-signature.ts';
import { type FoundFile, findFile } from './space/find-file.ts';
import { checkItemId } from './space/item-id.ts';
import { listFiles } from './space/list-files.ts';
import { readText } from './space/read-text.ts';
import { EXTENSIONS, type LibrarySpaces, shelvesOf } from './space/spaces.ts';

const HITS = 10;

/**
 * The items of up to three spaces. Nothing is read before it is asked for, and everything is read anew each time.
 * @param spaces Absolute paths; a space that is left out holds nothing.
 */
export function createLibrary({ spaces }: { spaces: LibrarySpaces }): Library {
  const trustedKeys = (): (() => Promise<TrustedKeys>) => {
    let keys: Promise<TrustedKeys> | undefined;
    return () => (keys ??= shelvesOf(spaces, 'config').then(loadTrustedKeys));
  };

  const read = async (kind: ItemKind, found: FoundFile, keys = trustedKeys()): Promise<ItemSource> => {
    const { text, mixedLineEnds } = await readText(found);
    const signature = await verifySignature({ kind, path: found.shown, text, mixedLineEnds }, keys);
    return { kind, id: found.id, space: found.shelf.space, path: found.shown, text, sha256: sha256(text), signature };
  };

  const find = async (kind: ItemKind, id: string): Promise<ItemSource | undefined> => {
    checkItemId(id);
    for (const shelf of await shelvesOf(spaces, kind)) {
      const found = await findFile(shelf, id, EXTENSIONS[kind]);
      if (found === undefined) continue;
      const source = await read(kind, found);
      if (source.signature === 'tampered') throw new TamperedItemError({ kind, id, path: source.path });
      return kind === 'graph' && !isGraph(source) ? undefined : source;
    }
    return undefined;
  };

  const unknown = async (id: string, kinds: readonly ItemKind[], kind?: ItemKind): Promise<UnknownItemError> => {
    const shelves = (await Promise.all(kinds.map((each) => shelvesOf(spaces, each)))).flat();
    const known = (await Promise.all(kinds.map(list))).flat().map((item) => item.id);
    const looked = [...new Set(shelves.map((shelf) => shelf.shown))];
    return new UnknownItemError({
      id,
      ...(kind !== undefined && { kind }),
      nearest: nearest(id, known),
      known: [...new Set(known)].sort(),
      looked,
    });
  };

  const fetchKind = async (kind: ItemKind, id: string): Promise<ItemSource> => {
    const source = await find(kind, id);
    if (source === undefined) throw await unknown(id, [kind], kind);
    return source;
  };

  const fetchAny = async (id: string): Promise<ItemSource> => {
    const sources = (await Promise.all(FETCHED_KINDS.map((kind) => find(kind, id)))).flatMap((source) => source ?? []);
    const [source, ...others] = sources;
    if (source === undefined) throw await unknown(id, FETCHED_KINDS);
    if (others.length > 0)
      throw new AmbiguousItemError(
        id,
        sources.map((each) => each.kind),
      );
    return source.kind === 'tool' && isGraph(source) ? { ...source, kind: 'graph' } : source;
  };

  /** Includes are part of what a run pins, so they are put in place before anything is parsed. */
  const expanded = async (source: ItemSource): Promise<ItemSource> => {
    const from = source.text.includes('{{include:') ? bodyStart(source) : undefined;
    if (from === undefined) return source;
    const text = await expandIncludes(source, from, createIncludeLoader(spaces, trustedKeys()));
    return text === source.text ? source : { ...source, text, sha256: sha256(text) };
  };

  const list = async (kind: ItemKind): Promise<{ id: string; space: Space; path: string }[]> => {
    const files = await listFiles(await shelvesOf(spaces, kind), EXTENSIONS[kind]);
    const shown = await Promise.all(
      files.map(async (file) => (kind !== 'graph' || isGraph(await read(kind, file)) ? [file] : [])),
    );
    return shown.flat().map(({ id, shelf, shown: path }) => ({ id, space: shelf.space, path }));
  };

  const searchable = async (kind: ItemKind, under: string): Promise<ItemSource[]> => {
    const keys = trustedKeys();
    const files = await listFiles(await shelvesOf(spaces, kind), EXTENSIONS[kind]);
    const wanted = files.filter(({ id }) => isUnder(id, under) && !(id.split('/').at(-1) ?? '').startsWith('_'));
    const sources = await Promise.all(wanted.map((file) => read(kind, file, keys).catch(absentIfInvalid)));
    return sources.flatMap((source) => (source === undefined || source.signature === 'tampered' ? [] : source));
  };

  const configLayers: Library['configLayers'] = async (name) => {
    checkItemId(name);
    const layers: Awaited<ReturnType<Library['configLayers']>> = [];
    for (const shelf of (await shelvesOf(spaces, 'config')).reverse()) {
      const found = await findFile(shelf, name, EXTENSIONS.config);
      if (found === undefined) continue;
      const { signature, space, path, text } = await read('config', found);
      if (signature === 'tampered') throw new TamperedItemError({ kind: 'config', id: name, path });
      layers.push({ space, path, value: parseConfig(path, text) });
    }
    return layers;
  };

  return {
    directive: async (id): Promise<Directive> => parseDirective(await expanded(await fetchKind('directive', id))),
    knowledge: async (id): Promise<Knowledge> => parseKnowledge(await expanded(await fetchKind('knowledge', id))),
    graph: async (id): Promise<Graph> => parseGraph(await fetchKind('graph', id)),
    parseDirective,
    parseKnowledge,
    parseGraph,
    fetch: async (id, kind) => (kind === undefined ? await fetchAny(id) : await fetchKind(kind, id)),
    search: async (query, { kind, under = '', limit = HITS } = {}): Promise<SearchHit[]> => {
      const items = await Promise.all(
        (kind === undefined ? FETCHED_KINDS : [kind]).map((each) => searchable(each, under)),
      );
      return rankItems(
        items.flat().filter((item) => item.kind !== 'graph' || isGraph(item)),
        query,
        limit,
      );
    },
    list,
    config: async (name): Promise<JsonObject> => {
      let merged: JsonObject = {};
      for (const { value } of await configLayers(name)) merged = mergeConfig(merged, value);
      return merged;
    },
    configLayers,
  };
}

/** A graph is a YAML tool whose top level says so. */
function isGraph(source: ItemSource): boolean {
  return /\.ya?ml$/.test(source.path) && /^tool_type:[ \t]*["']?(state_)?graph["']?[ \t]*(#.*)?$/m.test(source.text);
}

/** A file that is no text, or that cannot be read, is not searched; it stays in lists, and loading it says what is wrong. */
function absentIfInvalid(thrown: unknown): undefined {
  if (thrown instanceof InvalidItemError || thrown instanceof UnreadableItemError) return undefined;
  throw thrown;
}
