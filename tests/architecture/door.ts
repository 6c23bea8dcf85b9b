import { resolveRelative } from './resolve-relative.ts';
import { isNode, type Node, type SourceFile } from './source-file.ts';

/** Something that a room lets others have. */
export interface DoorExport {
  name: string;
  kind: 'type' | 'value';
  /** Where it is declared; absent where the door names something that does not exist. */
  declared?: { file: SourceFile; node: Node };
}

/** What the door of a room exports, re-exports followed to their declarations, sorted by name. */
export function doorExports(files: readonly SourceFile[], room: string): DoorExport[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const door = byPath.get(`src/${room}/index.ts`);
  if (!door) return [];
  return [...exportsOf(door, byPath).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function exportsOf(file: SourceFile, byPath: ReadonlyMap<string, SourceFile>): Map<string, DoorExport> {
  const found = new Map<string, DoorExport>();
  // A value and a type may share a name; the value stands for both.
  const add = (each: DoorExport): void => {
    if (each.kind === 'value' || !found.has(each.name)) found.set(each.name, each);
  };
  const target = (node: Node): Map<string, DoorExport> => {
    const source = node['source'] as { value: string };
    const other = byPath.get(resolveRelative(file.path, source.value));
    return other ? exportsOf(other, byPath) : new Map();
  };
  for (const node of file.program['body'] as Node[]) {
    if (node.type === 'ExportAllDeclaration') {
      for (const each of target(node).values()) add(each);
    } else if (node.type === 'ExportNamedDeclaration' && isNode(node['source'])) {
      const inner = target(node);
      for (const specifier of node['specifiers'] as Node[]) {
        const name = nameOf(specifier['exported']);
        const isType = node['exportKind'] === 'type' || specifier['exportKind'] === 'type';
        const other = inner.get(nameOf(specifier['local']));
        add({ ...other, name, kind: isType ? 'type' : (other?.kind ?? 'value') });
      }
    } else if (node.type === 'ExportNamedDeclaration' && isNode(node['declaration'])) {
      for (const [name, kind] of declarationsOf(node['declaration'])) {
        add({ name, kind, declared: { file, node } });
      }
    }
  }
  return found;
}

function declarationsOf(declaration: Node): [string, DoorExport['kind']][] {
  if (declaration.type === 'VariableDeclaration') {
    return (declaration['declarations'] as Node[]).map((each) => [nameOf(each['id']), 'value']);
  }
  const isType = declaration.type === 'TSTypeAliasDeclaration' || declaration.type === 'TSInterfaceDeclaration';
  return [[nameOf(declaration['id']), isType ? 'type' : 'value']];
}

function nameOf(node: unknown): string {
  const name = isNode(node) ? (node['name'] ?? node['value']) : undefined;
  return typeof name === 'string' ? name : '';
}
