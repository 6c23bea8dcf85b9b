import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { AppContext } from './app-context.ts';
import { FilesInTheWayError, UnknownTemplateError } from './errors.ts';

/** Which template goes where. */
export interface InitRequest {
  template: string;
  /** Absent: the current folder. */
  dir?: string;
  force: boolean;
}

/** What was laid down. */
export interface Initialised {
  template: string;
  /** Absolute path. */
  dir: string;
  /** Relative to `dir`. */
  files: string[];
}

/** npm leaves a `.gitignore` out of a package, so templates carry it under this name. */
const CARRIED_GITIGNORE = 'gitignore';

/** What rye itself lays down at the first run; a template's says the same. */
const OWN_GITIGNORE = join('.ai', '.gitignore');

/** The templates that ship, by name. */
export async function listTemplates(context: AppContext): Promise<string[]> {
  const entries = await readdir(join(context.packageRoot, 'templates'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Lays a template into a folder, all of it or nothing.
 * @throws {UnknownTemplateError} {@link FilesInTheWayError}
 */
export async function initProject(context: AppContext, request: InitRequest): Promise<Initialised> {
  const { template, force } = request;
  const known = await listTemplates(context);
  if (!known.includes(template)) throw new UnknownTemplateError({ template, known });
  const source = join(context.packageRoot, 'templates', template);
  const dir = resolve(context.cwd, request.dir ?? '.');
  const copies = (await filesBelow(source)).map((file) => ({ file, target: targetName(file) }));
  if (!force) {
    const standing = await Promise.all(
      copies
        .filter(({ target }) => target !== OWN_GITIGNORE)
        .map(async ({ target }) => ((await exists(join(dir, target))) ? [target] : [])),
    );
    const files = standing.flat();
    if (files.length > 0) throw new FilesInTheWayError({ files });
  }
  for (const { file, target } of copies) {
    await mkdir(dirname(join(dir, target)), { recursive: true });
    await copyFile(join(source, file), join(dir, target));
  }
  return { template, dir, files: copies.map(({ target }) => target) };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function targetName(file: string): string {
  return basename(file) === CARRIED_GITIGNORE ? join(dirname(file), '.gitignore') : file;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
