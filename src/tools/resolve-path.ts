import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { PathRefusedError } from './errors.ts';

/** A path of the project that a tool may use. */
export interface ProjectPath {
  /** Absolute, without symlinks. */
  absolute: string;
  /** Relative to the project, `/`-separated; empty for the project itself. */
  relative: string;
  /** Below `.ai/data`, where this is set: what follows it. */
  data?: string;
}

/**
 * Resolves what a model wrote to a place inside the project, symlinks first, so that a link cannot lead out of it.
 * @throws {PathRefusedError} it leads outside, or to what belongs to git or to rye.
 */
export async function resolvePath(projectRoot: string, given: string): Promise<ProjectPath> {
  const refuse = (rule: string): never => {
    throw new PathRefusedError({ path: given, rule });
  };
  if (given.includes('\0')) refuse('a path holds no NUL character');
  const root = await realpath(projectRoot);
  const wanted = resolve(projectRoot, given);
  const absolute = (await realAncestor(wanted)) ?? refuse('it leads through a symlink that points nowhere');
  const inside = relative(root, absolute);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) refuse('it lies outside the project');

  const path = inside.split(sep).join('/');
  const asWritten = relative(resolve(projectRoot), wanted).split(sep).join('/');
  const rule = reservedRule(path) ?? reservedRule(asWritten);
  if (rule !== undefined) refuse(rule);
  const data = /^\.ai\/data\/(.+)$/.exec(path)?.[1];
  return { absolute, relative: path, ...(data !== undefined && { data }) };
}

/**
 * Resolves a place that a tool is to write to. What decides what agents may do (directives, tools, config, scripts) is
 * read, not written, by them: a thread that may write files and call one tool could else give itself any other.
 * @throws {PathRefusedError} as {@link resolvePath}, or it lies below `.ai` and is neither data nor knowledge.
 */
export async function resolveWritable(projectRoot: string, given: string): Promise<ProjectPath> {
  const place = await resolvePath(projectRoot, given);
  const lower = place.relative.toLowerCase();
  if (lower === '.ai' || (lower.startsWith('.ai/') && !/^\.ai\/(data|knowledge)\/./.test(lower))) {
    throw new PathRefusedError({ path: given, rule: 'of .ai only data and knowledge may be written by a tool' });
  }
  return place;
}

/**
 * Why a project-relative path belongs to git or to rye; undefined where it does not.
 * Letter case is ignored, for disks that ignore it.
 */
export function reservedRule(path: string): string | undefined {
  const lower = path.toLowerCase();
  if (lower.startsWith('.ai/data/.git/') || lower === '.ai/data/.git')
    return ".ai/data/.git holds the history of rye's runs";
  if (lower.split('/').includes('.git')) return '.git belongs to git';
  if (lower === '.ai/data/runs' || lower.startsWith('.ai/data/runs/')) return '.ai/data/runs holds the record of runs';
  return undefined;
}

/** The real path of the deepest ancestor that exists, with the rest appended; undefined at a symlink to nothing. */
async function realAncestor(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const link = await lstat(path).catch(() => undefined);
    if (link?.isSymbolicLink()) return undefined;
    const parent = dirname(path);
    const real = await realAncestor(parent);
    return real === undefined ? undefined : join(real, path.slice(parent.length));
  }
}

/** Whether an error of the file system says that nothing is there. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '');
}

/** The name of a system error, such as `EACCES`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
