import type { Comparison } from '#app';
import type { DefinitionDiff, FileDiff, ValueDiff } from '#protocol';
import { type DiffItem, type DiffPart, itemOf, markOf } from './diff-item.ts';
import { countPatch } from './patch.ts';
import { type Making, patchPart, valueParts } from './values.ts';

/** Files that the runs left and what they returned: what differs first, then what is the same. */
export function outputItems({ diff, same }: Comparison, making: Making): DiffItem[] {
  return [
    ...diff.artifacts.map((file) => fileItem(file, file.path, making)),
    ...diff.outputs.map((value) => valueItem(value, making)),
    ...same.map(sameItem),
  ];
}

/** Files of the project that the runs wrote, and definitions that they did not use alike. */
export function codeItems({ diff, same }: Comparison, making: Making): DiffItem[] {
  return [
    ...diff.artifacts.filter(({ path }) => isOfProject(path)).map((file) => fileItem(file, file.path, making)),
    ...diff.definitions.map((definition) => definitionItem(definition, making)),
    ...same.filter(({ path }) => isOfProject(path)).map(sameItem),
  ];
}

function isOfProject(path: string): boolean {
  return !path.startsWith('artifacts/') && !path.startsWith('.ai/data/');
}

/** Most files are the runs' own: only the others are told with the folder that they lie in. */
function shortOf(path: string): string {
  return path.replace(/^artifacts\//, '');
}

function definitionItem(definition: DefinitionDiff, making: Making): DiffItem {
  return fileItem(definition, `${definition.kind} ${definition.id}`, making);
}

function fileItem(file: FileDiff | DefinitionDiff, name: string, making: Making): DiffItem {
  const { a, b, diff, note, change } = file;
  const part: DiffPart =
    diff === undefined
      ? { kind: 'text', text: note ?? 'there is no text of it', tone: 'dim' }
      : patchPart(diff, making);
  return itemOf({
    id: `file ${name}`,
    mark: markOf(change),
    label: shortOf(name),
    note: countsOf([part]),
    parts: () => [part],
    file: {
      ...(a && { a: { sha256: a.sha256, bytes: a.bytes } }),
      ...(b && { b: { sha256: b.sha256, bytes: b.bytes } }),
    },
    path: 'path' in file ? file.path : `${file.kind}/${file.id}`,
  });
}

function sameItem({ path, sha256, bytes }: Comparison['same'][number]): DiffItem {
  return itemOf({
    id: `file ${path}`,
    mark: '=',
    label: shortOf(path),
    path,
    parts: () => [{ kind: 'text', text: 'the same in both', tone: 'dim' }],
    file: { a: { sha256, bytes }, b: { sha256, bytes } },
  });
}

function valueItem(value: ValueDiff, making: Making): DiffItem {
  const parts = valueParts(value, making);
  return itemOf({
    id: `value ${value.path}`,
    mark: value.a === undefined ? '+' : value.b === undefined ? '-' : '~',
    label: value.path,
    note: countsOf(parts),
    parts: () => parts,
    path: value.path,
  });
}

/** `+4 -2` */
function countsOf(parts: readonly DiffPart[]): string {
  let [plus, minus] = [0, 0];
  for (const part of parts) {
    if (part.kind !== 'patch') continue;
    const { added, removed } = countPatch(part.lines);
    plus += added;
    minus += removed;
  }
  return [plus > 0 ? `+${plus}` : '', minus > 0 ? `-${minus}` : ''].filter((text) => text !== '').join(' ');
}
