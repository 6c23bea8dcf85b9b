import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { namesIn, readIfThere } from '../disk/read-file.ts';
import { GitFailedError } from '../git/errors.ts';
import { packsWithoutIndex } from '../git/index-packs.ts';
import type { StatePlace } from '../git/locate-state.ts';
import { runGit } from '../git/run-git.ts';
import { heldRuns } from '../lease/collecting.ts';
import { currentLease, isHeld } from '../lease/lease.ts';
import { findLeftovers } from '../upkeep/clear-leftovers.ts';
import { stateSize } from '../upkeep/state-size.ts';
import type { Problem } from './problem.ts';

const TIMEOUT_MS = 30 * 60_000;
const MOST_LOOSE = 500;

/** Looks at the state repository as a whole: by git's own check, and at what no git looks at. */
export async function checkRepository(state: StatePlace, nowMs: number): Promise<Problem[]> {
  const { gitDir, dataRoot, inRepository, projectRoot } = state;
  const problems: Problem[] = [];
  const untidy = (code: Problem['code'], what: string, file?: string): void =>
    void problems.push({ code, severity: 'untidy', what, mends: true, ...(file !== undefined && { file }) });
  for (const name of packsWithoutIndex(gitDir)) untidy('state/no-index', 'git does not see it', `objects/pack/${name}`);
  for (const what of await gitFinds(gitDir))
    problems.push({ code: 'state/damaged', severity: 'damage', what, mends: true });
  if (!isInUse(gitDir)) for (const file of staleLocks(gitDir)) untidy('state/stale-lock', 'nobody holds it', file);
  for (const file of findLeftovers(state, nowMs)) untidy('state/leftovers', 'whoever made it is gone', file);
  const { loose } = await stateSize(gitDir);
  if (loose >= MOST_LOOSE) untidy('state/loose', `${loose} objects; \`rye gc\` packs them`);
  const tie = readIfThere(join(dataRoot, '.git'));
  if (inRepository && tie?.toString('utf8') !== `gitdir: ${relative(dataRoot, gitDir)}\n`)
    untidy('state/not-tied', 'git -C .ai/data does not find it', '.git');
  const ignored =
    readIfThere(join(projectRoot, '.ai', '.gitignore'))
      ?.toString('utf8')
      .split(/\r?\n/) ?? [];
  if (inRepository && !ignored.includes('/data/'))
    untidy('state/in-sight', 'the line /data/ is missing', '../.gitignore');
  return problems;
}

/** Whether git takes a folder for a repository: its HEAD may be gone, or it was never finished. */
export async function isRepository(gitDir: string): Promise<boolean> {
  // 128 is git's answer for no.
  return (await runGit({ gitDir }, ['rev-parse', '--git-dir'], { allow: [128] })).exit === 0;
}

/** What git itself says is wrong, a line each. */
async function gitFinds(gitDir: string): Promise<string[]> {
  try {
    // Exit codes are bits of what was found; the words say which.
    const allow = Array.from({ length: 255 }, (_, code) => code + 1);
    const { stdout, stderr } = await runGit({ gitDir }, ['fsck', '--strict', '--no-dangling', '--no-progress'], {
      timeoutMs: TIMEOUT_MS,
      allow,
    });
    const lines = `${stdout.toString('utf8')}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
    return lines.filter((line) => !/^(notice|dangling)\b/.test(line)).slice(0, 20);
  } catch (error) {
    if (error instanceof GitFailedError) return [error.message];
    throw error;
  }
}

/** True while a living process may be at work in the repository: then no lock can be called stale. */
export function isInUse(gitDir: string): boolean {
  const locks = join(gitDir, 'rye-locks');
  return heldRuns(gitDir).length > 0 || namesIn(locks).some((name) => isHeld(currentLease(join(locks, name))));
}

/** Locks of git itself. Relative to the git directory. */
export function staleLocks(gitDir: string): string[] {
  const top = namesIn(gitDir).filter((name) => name.endsWith('.lock'));
  const refs = readdirSync(join(gitDir, 'refs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.lock'))
    .map((name) => join('refs', name));
  return [...top, ...refs];
}
