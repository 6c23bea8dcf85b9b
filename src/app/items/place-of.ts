import { join, relative, sep } from 'node:path';
import { type FilePlace, placeInSpace } from '#library';
import type { Space } from '#protocol';
import type { AppContext } from '../app-context.ts';
import type { Project } from '../open-project.ts';
import { isBelow } from './is-below.ts';

/**
 * What a file is by where it lies: below any folder called `.ai`, or among the directives that ship. Undefined for a file
 * that lies elsewhere, or that is no item there.
 * @param file Absolute path.
 */
export function placeOf(
  context: AppContext,
  project: Project,
  file: string,
): (FilePlace & { space?: Space; root?: string }) | undefined {
  const shipped = join(context.packageRoot, 'directives');
  if (isBelow(file, shipped) && file.endsWith('.md')) {
    return { kind: 'directive', id: slashed(relative(shipped, file)).slice(0, -'.md'.length), space: 'bundled' };
  }
  const parts = file.split(sep);
  const at = parts.lastIndexOf('.ai');
  if (at === -1) return undefined;
  const place = placeInSpace(parts.slice(at + 1).join('/'));
  const root = parts.slice(0, at).join(sep) || sep;
  const space = spaceOf(context, project, root);
  return place && { ...place, root, ...(space !== undefined && { space }) };
}

function spaceOf({ packageRoot }: AppContext, { root, userHome }: Project, parent: string): Space | undefined {
  if (parent === root) return 'project';
  if (parent === userHome) return 'user';
  return parent === packageRoot ? 'bundled' : undefined;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
