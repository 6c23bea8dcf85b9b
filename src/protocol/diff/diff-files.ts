import type { ContentFact, Space } from '../events/index.ts';
import type { PinnedDefinition, RunState } from '../fold/state.ts';

/** What two runs have at one path or under one name. */
export interface FileDiff {
  /** `artifacts/<path>`, `.ai/data/<path>`, or a path in the project. */
  path: string;
  change: Exclude<Change, 'same'>;
  a?: { sha256: string; bytes: number };
  b?: { sha256: string; bytes: number };
  /** Of texts: a unified diff. */
  diff?: string;
  /** Why there is none. */
  note?: string;
}

/** How a thread, a file or a definition stands in two runs. */
export type Change = 'same' | 'changed' | 'only_a' | 'only_b';

/** A definition that two runs do not use alike; what a run pinned last counts. */
export interface DefinitionDiff {
  kind: PinnedDefinition['kind'];
  id: string;
  change: Exclude<Change, 'same'>;
  a?: { sha256: string; bytes: number; path: string; space: Space };
  b?: { sha256: string; bytes: number; path: string; space: Space };
  diff?: string;
  note?: string;
}

/** The files that two runs left differently, by path. */
export function diffFiles(a: RunState, b: RunState): FileDiff[] {
  return diffByKey(filesOf(a), filesOf(b)).map(({ key, ...rest }) => ({ path: key, ...rest }));
}

/** A file that two runs left alike. */
export interface SameFile {
  /** As in `FileDiff`. */
  path: string;
  sha256: string;
  bytes: number;
}

/** The files that two runs left alike, by path. */
export function sameFiles(a: RunState, b: RunState): SameFile[] {
  const others = filesOf(b);
  return [...filesOf(a)]
    .flatMap(([path, file]) => (others.get(path)?.sha256 === file.sha256 ? [{ path, ...file }] : []))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** The definitions that differ. */
export function diffDefinitions(a: RunState, b: RunState): DefinitionDiff[] {
  return diffByKey(definitionsOf(a), definitionsOf(b)).map(({ change, a: left, b: right }) => {
    // One of the two is there, and both are of one kind and id.
    const { kind, id } = (left ?? right) as Pinned;
    return { kind, id, change, ...(left && { a: shown(left) }), ...(right && { b: shown(right) }) };
  });
}

type Pinned = Pick<PinnedDefinition, 'kind' | 'id' | 'sha256' | 'bytes' | 'path' | 'space'>;

function shown({ sha256, bytes, path, space }: Pinned): NonNullable<DefinitionDiff['a']> {
  return { sha256, bytes, path, space };
}

interface Keyed<T> {
  key: string;
  change: Exclude<Change, 'same'>;
  a?: T;
  b?: T;
}

function diffByKey<T extends { sha256: string }>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): Keyed<T>[] {
  return [...new Set([...a.keys(), ...b.keys()])].toSorted().flatMap((key): Keyed<T>[] => {
    const [left, right] = [a.get(key), b.get(key)];
    if (left?.sha256 === right?.sha256) return [];
    const change = left === undefined ? 'only_b' : right === undefined ? 'only_a' : 'changed';
    return [{ key, change, ...(left && { a: left }), ...(right && { b: right }) }];
  });
}

type Hashed = Pick<ContentFact, 'sha256' | 'bytes'>;

function filesOf({ artifacts, data, files }: RunState): Map<string, Hashed> {
  const all = new Map<string, Hashed>();
  const kinds = [
    { prefix: 'artifacts/', facts: artifacts },
    { prefix: '.ai/data/', facts: data },
    { prefix: '', facts: files },
  ];
  for (const { prefix, facts } of kinds)
    for (const { path, sha256, bytes } of facts.values()) all.set(prefix + path, { sha256, bytes });
  return all;
}

function definitionsOf({ definitions }: RunState): Map<string, Pinned> {
  return new Map(definitions.map((pinned) => [`${pinned.kind} ${pinned.id}`, pinned]));
}
