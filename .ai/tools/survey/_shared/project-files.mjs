import { lstatSync, readdirSync } from 'node:fs';
import { git, isInWorkTree } from './git.mjs';
import { compareText } from './io.mjs';

/** What is made or fetched, and so is no part of the project, where git cannot say what is ignored. */
const SKIPPED = new Set(['node_modules', '.git', 'dist', 'build', 'vendor', 'target']);

/** A folder with more entries than this is no project that someone surveys; the rest is left out and counted as cut. */
const MAX_WALKED = 200_000;

/**
 * @typedef {{path: string, except: string[]}} Scope A folder or file relative to the project, without the folders below
 * it that are named.
 * @typedef {{path: string, bytes: number}} ProjectFile
 */

/**
 * Reads a scope from a tool's parameters.
 * @returns {Scope}
 * @throws {Error} a path that leads out of the project
 */
export function readScope({ path = '.', except = [] }) {
  return { path: insidePath(path), except: except.map(insidePath) };
}

function insidePath(given) {
  const path = given.replace(/^(\.\/+)+/, '').replace(/\/+$/, '') || '.';
  const leadsOut = path.startsWith('/') || path.includes('\0') || path.split('/').includes('..');
  if (leadsOut) throw new Error(`The path "${given}" leads out of the project; give one relative to its root.`);
  return path;
}

/** @param {Scope} scope */
export function isInScope(file, scope) {
  return isUnder(file, scope.path) && !scope.except.some((folder) => isUnder(file, folder));
}

function isUnder(file, folder) {
  return folder === '.' || file === folder || file.startsWith(`${folder}/`);
}

/**
 * The regular files of a scope with their sizes, sorted: tracked and untracked ones where git lists them, else those
 * that a walk finds. What rye itself lays down never counts.
 * @param {Scope} scope
 * @returns {{isGit: boolean, files: ProjectFile[], cut: boolean}}
 */
export function listProjectFiles(scope) {
  const isGit = isInWorkTree();
  const listed = isGit ? filesOfGit(scope.path) : [];
  // A folder that a repository around it ignores has no files as far as git is concerned.
  const { paths, cut } = listed.length > 0 ? { paths: listed, cut: false } : walk(scope.path);
  const files = [...new Set(paths)]
    .filter((path) => isInScope(path, scope) && !isUnder(path, '.ai/data') && path !== '.ai/.gitignore')
    .sort(compareText)
    .flatMap(regularFile);
  return { isGit, files, cut };
}

function filesOfGit(path) {
  return (git('ls-files', '-z', '-co', '--exclude-standard', '--', path) ?? '')
    .split('\0')
    .filter((file) => file !== '');
}

/** A symlink leads to what is counted at its own place, a submodule to another repository. */
function regularFile(path) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? [{ path, bytes: found.size }] : [];
}

function walk(from) {
  const start = lstatSync(from, { throwIfNoEntry: false });
  if (start === undefined) throw new Error(`There is no "${from}" in this project.`);
  if (start.isFile()) return { paths: [from], cut: false };
  const paths = [];
  const folders = [from];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (paths.length >= MAX_WALKED) return { paths, cut: true };
      if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory() && !SKIPPED.has(entry.name) && path !== '.ai/data') folders.push(path);
    }
  }
  return { paths, cut: false };
}

/** A folder that may not be read has no files to offer. */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'].includes(error.code)) return [];
    throw error;
  }
}
