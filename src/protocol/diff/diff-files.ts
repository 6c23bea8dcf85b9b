import type { ContentFact, ItemKind } from '../events/index.ts';
import type { RunState } from '../fold/state.ts';
import type { SideChange, Sides } from './diff-thread.ts';

/** A file that two runs kept, and how it differs. */
export interface FileDiff {
  /** `artifacts/…`, `.ai/data/…`, or a file of the project. */
  path: string;
  change: Exclude<SideChange, 'same'>;
  sha256: Sides<string>;
}

/** A definition that two runs pinned, and that is another text. */
export interface DefinitionDiff {
  kind: ItemKind;
  id: string;
  change: Exclude<SideChange, 'same'>;
  sha256: Sides<string>;
}

/** Files that one of the runs did not keep, or kept otherwise. Sorted by path. */
export function diffFiles(a: RunState, b: RunState): FileDiff[] {
  const [filesA, filesB] = [filesOf(a), filesOf(b)];
  return diffHashes(filesA, filesB).map(({ key: path, ...rest }) => ({ path, ...rest }));
}

/** Everything that a run left behind, by path. */
function filesOf({ artifacts, data, files }: RunState): Map<string, string> {
  const all = new Map<string, string>();
  const add = (prefix: string, facts: ReadonlyMap<string, ContentFact>): void => {
    for (const [path, { sha256 }] of facts) all.set(`${prefix}${path}`, sha256);
  };
  add('artifacts/', artifacts);
  add('.ai/data/', data);
  add('', files);
  return all;
}

/** Definitions whose texts differ; sorted by kind and id. */
export function diffDefinitions(a: RunState, b: RunState): DefinitionDiff[] {
  const of = ({ definitions }: RunState): Map<string, string> =>
    new Map(definitions.map(({ kind, id, sha256 }) => [`${kind}:${id}`, sha256]));
  return diffHashes(of(a), of(b)).map(({ key, ...rest }) => {
    const [kind = '', ...id] = key.split(':');
    return { kind: kind as ItemKind, id: id.join(':'), ...rest };
  });
}

function diffHashes(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>) {
  return [...new Set([...a.keys(), ...b.keys()])].toSorted().flatMap((key) => {
    const [was, is] = [a.get(key), b.get(key)];
    if (was === is) return [];
    const change: FileDiff['change'] = was === undefined ? 'only_b' : is === undefined ? 'only_a' : 'changed';
    return [{ key, change, sha256: { ...(was !== undefined && { a: was }), ...(is !== undefined && { b: is }) } }];
  });
}
