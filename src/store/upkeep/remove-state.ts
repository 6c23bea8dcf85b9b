import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldRun, isoTime, isRunFinal, RyeError } from '#protocol';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import type { StatePlace } from '../git/locate-state.ts';
import { gitText } from '../git/run-git.ts';
import { createGitStore } from '../git-store.ts';
import { heldRuns, whileCollecting } from '../lease/collecting.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { StateInUseError, UnfinishedRunsError } from './errors.ts';
import { folderBytes } from './state-size.ts';

/** What goes with the state of a project. */
export interface Removal {
  runs: string[];
  /** Of those, the ones that have not ended, or do not read. */
  unfinished: string[];
  /** Of the state repository and of `.ai/data`. */
  bytes: number;
  /** Folders and files that go. Absolute paths. */
  paths: string[];
  /** Other worktrees of the repository, whose runs are in the same state and go too. Absolute paths. */
  worktrees: string[];
  removed: boolean;
}

/**
 * Takes everything out of a project that rye keeps of it: the state repository, `.ai/data`, and what hides them. What is
 * in `.ai` besides is the user's.
 * @param asked.confirmed Without it nothing goes, and what would go is told.
 * @param asked.unfinished Runs that have not ended go too.
 * @throws {StateInUseError} a living process drives a run. @throws {UnfinishedRunsError}
 */
export async function removeState(
  options: StateOptions,
  asked: { confirmed: boolean; unfinished: boolean },
): Promise<Removal> {
  const site = new StateSite(options);
  const state = await site.locate();
  const removal = await planRemoval(options, state);
  if (!asked.confirmed || removal.paths.length === 0) return removal;
  if (removal.unfinished.length > 0 && !asked.unfinished) throw new UnfinishedRunsError({ runs: removal.unfinished });
  const remove = async (held: readonly string[]): Promise<void> => {
    if (held.length > 0) throw new StateInUseError({ runs: [...held] });
    await unhide(state);
    // The repository goes last: until then a run that is still in sight can be read.
    rmSync(state.dataRoot, { recursive: true, force: true });
    rmSync(state.gitDir, { recursive: true, force: true });
  };
  if (existsSync(state.gitDir))
    await whileCollecting(state.gitDir, isoTime(site.clock.now()), remove).catch(alreadyGone);
  else await remove([]);
  for (const folder of [dirname(state.gitDir), join(state.projectRoot, '.ai')]) removeIfEmpty(folder);
  return { ...removal, removed: true };
}

/** The lock under which it was removed went with it. */
function alreadyGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

async function planRemoval(options: StateOptions, state: StatePlace): Promise<Removal> {
  const { gitDir, dataRoot, inRepository, projectRoot } = state;
  const paths = [...new Set([gitDir, dataRoot])].filter((path) => existsSync(path));
  const removal: Removal = { runs: [], unfinished: [], bytes: 0, paths, worktrees: [], removed: false };
  if (paths.length === 0) return removal;
  const held = existsSync(gitDir) ? heldRuns(gitDir) : [];
  if (held.length > 0) throw new StateInUseError({ runs: held });
  const store = createGitStore(options);
  for (const { runId } of await store.list()) {
    removal.runs.push(runId);
    const isFinal = await store.read(runId).then(
      (events) => isRunFinal(foldRun(events).status),
      (error: unknown) => {
        if (error instanceof RyeError) return false;
        throw error;
      },
    );
    if (!isFinal) removal.unfinished.push(runId);
  }
  removal.bytes = paths.reduce((sum, path) => sum + folderBytes(path), 0);
  if (inRepository) {
    const text = await gitText({ cwd: projectRoot }, ['worktree', 'list', '--porcelain']);
    const trees = [...text.matchAll(/^worktree (.*)$/gm)].map(([, path = '']) => path);
    const top = await gitText({ cwd: projectRoot }, ['rev-parse', '--show-toplevel']);
    removal.worktrees = trees.filter((path) => path !== top && existsSync(join(path, '.ai', 'data')));
  }
  return removal;
}

/** Takes back what kept the state out of the project's sight; an ignore file that the project tracks is the project's. */
async function unhide({ projectRoot, inRepository }: StatePlace): Promise<void> {
  const file = join(projectRoot, '.ai', '.gitignore');
  const text = readIfThere(file)?.toString('utf8');
  if (text === undefined || !inRepository) return;
  if ((await gitText({ cwd: projectRoot }, ['ls-files', '-z', '--', '.ai/.gitignore'])) !== '') return;
  if (text === '/data/\n/.gitignore\n') return removeFile(file);
  const kept = text
    .split('\n')
    .filter((line) => line !== '/data/')
    .join('\n');
  replaceFile(file, kept, { durable: false });
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
