import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, TEMP_PREFIX } from '../disk/durable-file.ts';
import { namesIn } from '../disk/read-file.ts';
import { markProcess } from '../lease/process-mark.ts';

/** What has no process in its name is left alone for so long. */
const HOUR_MS = 3_600_000;

/** Where leftovers are looked for. */
interface Place {
  gitDir: string;
  dataRoot: string;
}

/**
 * Files that processes which are gone had in the making: each names its process. Only in folders of our own.
 * @returns the paths, relative to `.ai/data` or to the folder of the git directory.
 */
export function findLeftovers(place: Place, nowMs: number): string[] {
  return leftoversIn(place, nowMs).map((file) => nameOf(place, file));
}

/** Removes what {@link findLeftovers} finds. @returns the same */
export function clearLeftovers(place: Place, nowMs: number): string[] {
  const gone = leftoversIn(place, nowMs);
  for (const file of gone) {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) rmSync(file, { recursive: true, force: true });
    else removeFile(file);
  }
  return gone.map((file) => nameOf(place, file));
}

function leftoversIn({ gitDir, dataRoot }: Place, nowMs: number): string[] {
  const inGit = ['', 'objects/pack', ...runFolders(gitDir, 'rye-leases'), ...runFolders(gitDir, 'rye-locks')];
  return [
    ...unfinishedBelow(gitDir, inGit),
    ...unfinishedBelow(join(gitDir, '..'), ['']),
    ...unfinishedBelow(dataRoot, allFolders(dataRoot)),
  ].filter((file) => isLeftOver(file, nowMs));
}

function nameOf({ gitDir, dataRoot }: Place, file: string): string {
  return file.slice((file.startsWith(dataRoot) ? dataRoot : join(gitDir, '..')).length + 1);
}

function runFolders(gitDir: string, folder: string): string[] {
  return namesIn(join(gitDir, folder)).map((name) => join(folder, name));
}

/** Every folder of the runs and of the shared data, the git directory left out. */
function allFolders(root: string, under = ''): string[] {
  const inner = namesIn(join(root, under))
    .filter((name) => name !== '.git' && statSync(join(root, under, name), { throwIfNoEntry: false })?.isDirectory())
    .flatMap((name) => allFolders(root, join(under, name)));
  return [under, ...inner];
}

function unfinishedBelow(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    namesIn(join(root, folder))
      .filter((name) => name.startsWith(TEMP_PREFIX) || name.startsWith('tmp_pack_'))
      .map((name) => join(root, folder, name)),
  );
}

/** True where the process that the name tells of is gone; without one, where it is an hour old. */
function isLeftOver(file: string, nowMs: number): boolean {
  const pid = Number(/(?:\.rye-tmp-|tmp_pack_)(\d+)[-_]/.exec(file)?.[1]);
  if (pid > 0) return pid !== process.pid && markProcess(pid) === undefined;
  const changedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
  return nowMs - changedMs > HOUR_MS;
}
