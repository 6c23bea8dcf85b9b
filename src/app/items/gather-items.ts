import { lstat, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type FileKind, type FileText, kindOfText, readItemFile, type WalkFault, walkFiles } from '#library';
import type { Problem, Space } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import type { Project } from '../open-project.ts';
import { isBelow } from './is-below.ts';
import { placeOf } from './place-of.ts';
import { problemAt, TOP } from './problem-at.ts';

/** A file that a command is about. */
export interface GatheredItem {
  /** How it is shown: as it was typed, or from the project's root on. */
  path: string;
  /** Absolute path. */
  file: string;
  /** Absent where nothing tells what it is. */
  kind?: FileKind;
  id: string;
  /** It lies where its id says. */
  placed: boolean;
  /** Absent for a file outside of every space. */
  space?: Space;
  /** The folder that holds the `.ai` it lies in, absolute: of another project perhaps. */
  root?: string;
  /** Absent where it cannot be read; `problems` say why. */
  content?: FileText;
  problems: Problem[];
  /** It cannot be read as text, and begins as a signed file does. */
  brokenSigned: boolean;
}

const OUTSIDE: WalkFault = { code: 'link-outside', level: 'error', message: 'this link leads out of its space' };

/** Files outside of a space that may be items, by their names. */
const TEXTS = /\.(?:md|txt|ya?ml)$/;

/**
 * The items that a command line names: files of any name, folders, or without any the whole space of the project.
 * @throws {UsageError} a path that is not there
 */
export async function gatherItems(
  context: AppContext,
  project: Project,
  paths: readonly string[],
): Promise<GatheredItem[]> {
  if (paths.length === 0) return gatherFolder(context, project, join(project.root, '.ai'), '.ai');
  const gathered: GatheredItem[] = [];
  for (const path of paths) {
    const file = resolve(context.cwd, path);
    const entry = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        `${path} cannot be looked at (${error.code ?? 'unknown reason'}).`,
        'Name a file or a folder that is there.',
      );
    });
    // A link to a folder is a folder; one that leads nowhere has its own problem.
    const target = entry.isSymbolicLink() ? await stat(file).catch(() => entry) : entry;
    if (target.isDirectory()) gathered.push(...(await gatherFolder(context, project, file, path)));
    else gathered.push(await gatherFile(context, project, { file, path, named: true }));
  }
  return [...new Map(gathered.map((item) => [item.file, item])).values()];
}

async function gatherFolder(
  context: AppContext,
  project: Project,
  folder: string,
  path: string,
): Promise<GatheredItem[]> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) return [];
  const ai = folder.split(sep).lastIndexOf('.ai');
  const boundary =
    ai === -1
      ? folder
      : folder
          .split(sep)
          .slice(0, ai + 1)
          .join(sep);
  const walked = await walkFiles(folder, boundary);
  const isPlaced = ({ file }: { file: string }): boolean => placeOf(context, project, file) !== undefined;
  const inSpace = ai !== -1 || walked.some(({ file }) => file.split(sep).includes('.ai')) || walked.some(isPlaced);
  const wanted = walked.filter((file) =>
    inSpace ? isPlaced(file) || isMisplaced(file.file, file.fault) : TEXTS.test(file.file),
  );
  const gathered: GatheredItem[] = [];
  for (const { file, fault } of wanted) {
    const shown = join(path, relative(folder, file));
    gathered.push(await gatherFile(context, project, { file, path: shown, named: false, fault }));
  }
  return gathered;
}

/** What is wrong with a folder of a space is told even where no item would lie there. */
function isMisplaced(file: string, fault: WalkFault | undefined): boolean {
  return (
    fault !== undefined && /[\\/]\.ai[\\/](?:directives|knowledge|tools|config|includes|offline)(?:[\\/]|$)/.test(file)
  );
}

async function gatherFile(
  context: AppContext,
  project: Project,
  { file, path, named, fault }: { file: string; path: string; named: boolean; fault?: WalkFault | undefined },
): Promise<GatheredItem> {
  const place = placeOf(context, project, file);
  const real = await realpath(file).catch(() => file);
  // What a link leads to is what would be read, and signed.
  const realPlace = real === file ? place : placeOf(context, project, real);
  const space = realPlace?.space ?? place?.space;
  const base = {
    path,
    file: real,
    id: place?.id ?? stemOf(file),
    placed: place !== undefined,
    ...(space !== undefined && { space }),
    ...(place?.root !== undefined && { root: place.root }),
  };
  const astray = named && fault === undefined && (await leadsOut(real, place?.root)) ? OUTSIDE : fault;
  if (astray !== undefined) {
    const problem = problemAt(path, TOP, astray.level, astray.code, astray.message);
    return { ...base, ...(place && { kind: place.kind }), problems: [problem], brokenSigned: false };
  }
  const content = await readItemFile(file, path);
  if ('problems' in content) {
    const { problems, signed } = content;
    return { ...base, ...(place && { kind: place.kind }), problems, brokenSigned: signed };
  }
  const found = kindOfText(file, content.text);
  // A graph is a tool whose text says so.
  const kind = place === undefined || (place.kind === 'tool' && found === 'graph') ? found : place.kind;
  const level = named ? 'error' : 'warning';
  const unknown = problemAt(path, TOP, level, 'unknown-kind', 'nothing tells what this file is');
  return {
    ...base,
    ...(kind && { kind }),
    content,
    problems: kind === undefined ? [unknown] : [],
    brokenSigned: false,
  };
}

/** Whether a file of the space below `root` is really one of another place. */
async function leadsOut(real: string, root: string | undefined): Promise<boolean> {
  if (root === undefined) return false;
  const ai = join(root, '.ai');
  return !isBelow(real, await realpath(ai).catch(() => ai));
}

function stemOf(file: string): string {
  const name = file.split(sep).at(-1) ?? file;
  return name.replace(/\.[^.]+$/, '') || name;
}
