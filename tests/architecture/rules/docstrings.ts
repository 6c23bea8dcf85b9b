import { type DoorExport, doorExports } from '../door.ts';
import { rooms } from '../floor-plan.ts';
import { lineAt, type SourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';

/**
 * What a room lets others have says what it is. A schema and the type inferred from it are one thing with two names:
 * one docstring serves both. An error class says the same by its message, and has a page; it needs one all the same.
 */
export function docstringViolations(files: readonly SourceFile[]): Violation[] {
  return rooms.flatMap(({ name: room }) => {
    const exports = doorExports(files, room);
    const documented = new Set(exports.filter(hasDocstring).map(({ name }) => name));
    return exports.flatMap((each) => {
      if (documented.has(each.name) || documented.has(twinOf(each.name))) return [];
      return [
        {
          where: placeOf(each, room),
          what: `#${room} exports ${each.name} without a docstring`,
          because: 'whoever enters by the door reads what stands there, and not the code behind it',
        },
      ];
    });
  });
}

function twinOf(name: string): string {
  return name.endsWith('Schema') ? name.slice(0, -'Schema'.length) : `${name}Schema`;
}

function hasDocstring({ declared }: DoorExport): boolean {
  if (!declared) return false;
  const before = declared.file.text.slice(0, declared.node.start).trimEnd();
  return before.endsWith('*/') && before.slice(before.lastIndexOf('/*')).startsWith('/**');
}

function placeOf({ declared }: DoorExport, room: string): string {
  if (!declared) return `src/${room}/index.ts`;
  return `${declared.file.path}:${lineAt(declared.file.text, declared.node.start)}`;
}
