import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ItemKind, Space } from '#protocol';

/** Where items are looked for. All paths are absolute. */
export interface LibrarySpaces {
  /** The project's folder; its items lie in `.ai` below it. */
  project?: string;
  /** The parent of the user's `.ai`, usually the home folder. */
  user?: string;
  /** What ships with rye: the folder of directives, and the folder that holds `knowledge`, `tools` and `config`. */
  bundled?: { directives: string; ai: string };
}

/** The folder of one kind in one space. */
export interface Shelf {
  space: Space;
  folder: string;
  /** The folder that no file of the space may lie outside of. */
  boundary: string;
  /** How the folder is shown: relative to the project, `~/…`, `rye:…`. */
  shown: string;
}

const FOLDERS: Record<ItemKind, string> = {
  directive: 'directives',
  knowledge: 'knowledge',
  tool: 'tools',
  graph: 'tools',
  config: 'config',
};

/** Extensions in the order tried: where an item has two files, the first wins. */
export const EXTENSIONS: Record<ItemKind, readonly string[]> = {
  directive: ['.md'],
  knowledge: ['.md', '.yaml', '.yml'],
  tool: ['.ts', '.js', '.mjs', '.cjs', '.py', '.yaml', '.yml', '.sh', '.json', '.toml'],
  graph: ['.yaml', '.yml'],
  config: ['.yaml', '.yml'],
};

/** The shelves of a kind, project before user before bundled. A folder that serves two spaces counts for the first. */
export function shelvesOf(spaces: LibrarySpaces, kind: ItemKind): Promise<Shelf[]> {
  return shelvesNamed(spaces, FOLDERS[kind]);
}

/** The folders of one name, as {@link shelvesOf}: `includes` are on shelves, but are no items. */
export async function shelvesNamed(spaces: LibrarySpaces, name: string): Promise<Shelf[]> {
  const seen = new Set<string>();
  const shelves: Shelf[] = [];
  for (const shelf of plannedShelves(spaces, name)) {
    const real = await realpath(shelf.folder).catch(() => shelf.folder);
    if (seen.has(real)) continue;
    seen.add(real);
    shelves.push(shelf);
  }
  return shelves;
}

function plannedShelves({ project, user, bundled }: LibrarySpaces, name: string): Shelf[] {
  const inAi = (space: Space, ai: string, shown: string): Shelf => ({
    space,
    folder: join(ai, name),
    boundary: ai,
    shown: `${shown}/${name}`,
  });
  return [
    ...(project === undefined ? [] : [inAi('project', join(project, '.ai'), '.ai')]),
    ...(user === undefined ? [] : [inAi('user', join(user, '.ai'), '~/.ai')]),
    ...(bundled === undefined ? [] : [bundledShelf(bundled, name, inAi)]),
  ];
}

function bundledShelf(
  bundled: { directives: string; ai: string },
  name: string,
  inAi: (space: Space, ai: string, shown: string) => Shelf,
): Shelf {
  if (name !== FOLDERS.directive) return inAi('bundled', bundled.ai, 'rye:.ai');
  return { space: 'bundled', folder: bundled.directives, boundary: bundled.directives, shown: 'rye:directives' };
}
