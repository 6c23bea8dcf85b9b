import { homes, protocolModules, type Room, rooms } from '../floor-plan.ts';
import { resolveRelative } from '../resolve-relative.ts';
import type { Import, SourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';

const byName: ReadonlyMap<string, Room> = new Map(rooms.map((room) => [room.name, room]));

/** Rooms are entered by their doors, and only from where the plan allows it. */
export function roomViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const room = byName.get(file.room);
    if (!room) return [violation(file, undefined, 'a file outside the rooms', 'every file of src belongs to a room')];
    return file.imports.flatMap((each) => checkImport(file, room, each));
  });
}

function checkImport(file: SourceFile, room: Room, { specifier, line }: Import): Violation[] {
  const what = `imports ${specifier}`;
  const found = (because: string): Violation[] => [violation(file, line, what, because)];
  if (specifier.startsWith('.')) {
    const target = resolveRelative(file.path, specifier);
    if (!target.startsWith(`src/${file.room}/`)) return found('a room is entered by its door, as #room');
    return /\.tsx?$/.test(specifier) ? [] : found('a relative import names its file with its ending');
  }
  if (specifier.startsWith('#')) {
    const target = specifier.slice(1);
    if (!byName.has(target)) return found('a room is entered by its door, and has no other');
    if (target === room.name) return found('inside a room files import each other, not their own door');
    return room.mayImport.includes(target)
      ? []
      : found(`${room.name} may import ${room.mayImport.join(', ') || 'no other room'}: ${room.because}`);
  }
  return specifier.startsWith('node:') ? checkNode(file, room, specifier, found) : checkPackage(file, specifier, found);
}

type Found = (because: string) => Violation[];

function checkNode(file: SourceFile, room: Room, specifier: string, found: Found): Violation[] {
  if (room.name === 'protocol' && !protocolModules.includes(specifier)) {
    return found(`protocol may use ${protocolModules.join(', ')} only: its functions are pure, and run anywhere`);
  }
  const home = homes.find(({ library }) => library === specifier);
  return home === undefined || isAtHome(file, home.homes)
    ? []
    : found(`${home.homes.join(', ')} only: ${home.because}`);
}

function checkPackage(file: SourceFile, specifier: string, found: Found): Violation[] {
  const home = homes.find(({ library }) =>
    library.endsWith('/')
      ? specifier.startsWith(library)
      : specifier === library || specifier.startsWith(`${library}/`),
  );
  if (!home) return found('a package has its home in the floor plan before it is used');
  return isAtHome(file, home.homes) ? [] : found(`${home.homes.join(', ')} only: ${home.because}`);
}

function isAtHome(file: SourceFile, allowed: readonly string[]): boolean {
  return allowed.includes(file.room) || allowed.includes(file.path.replace(/^src\//, ''));
}

function violation(file: SourceFile, line: number | undefined, what: string, because: string): Violation {
  return { where: line === undefined ? file.path : `${file.path}:${line}`, what, because };
}
