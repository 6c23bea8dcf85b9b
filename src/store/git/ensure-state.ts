import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Probe } from '#protocol';
import { DATA_BRANCH } from '../data/commit-data.ts';
import {
  FILE_MODE,
  hasErrno,
  makeFolder,
  removeFile,
  replaceFile,
  syncFolder,
  TEMP_PREFIX,
} from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import { noProbe } from '../failpoint.ts';
import { DataTrackedError } from './errors.ts';
import { encodeCommit, FastImport } from './fast-import.ts';
import type { StatePlace } from './locate-state.ts';
import { branchHead } from './read-branch.ts';
import { gitText, runGit } from './run-git.ts';
import { identityLine, RYE } from './user-identity.ts';

/** Config that the state repository keeps, so that a hand-run git there behaves as rye's own calls do. */
const STATE_CONFIG: readonly [string, string][] = [
  ['core.bare', 'false'],
  ['core.autocrlf', 'false'],
  ['core.fsync', 'committed'],
  ['fastimport.unpackLimit', '0'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['commit.gpgSign', 'false'],
];

/**
 * Makes the state repository where it is missing, and everything that keeps it out of the project's sight. Safe to be
 * killed anywhere, and to be run by many processes at once.
 * @param now ISO 8601; asked only where the repository is made, for the date of its first commit.
 * @returns whether `.ai/data` was not tied to the repository before: a new one, a new worktree, or a deleted folder.
 * @throws {DataTrackedError} the project tracks files below `.ai/data`; nothing was made.
 */
export async function ensureState(
  place: StatePlace,
  now: () => string,
  probe: Probe = noProbe,
): Promise<{ newlyTied: boolean }> {
  if (place.inRepository) await hideFromProject(place);
  makeFolder(place.dataRoot);
  if (!existsSync(place.gitDir)) await makeRepository(place, now(), probe);
  return { newlyTied: place.inRepository && tie(place) };
}

/** Writes `.ai/.gitignore`: a repository does not look into the ignore files of one nested in it. */
async function hideFromProject({ projectRoot }: StatePlace): Promise<void> {
  // Names in the index are relative to the folder that git runs in, which is the project's.
  const listed = await gitText({ cwd: projectRoot }, ['ls-files', '-z', '--', '.ai/data', '.ai/.gitignore']);
  const tracked = listed.split('\0').filter((name) => name !== '');
  const data = tracked.find((name) => name.startsWith('.ai/data'));
  if (data !== undefined) throw new DataTrackedError(data);
  const file = join(projectRoot, '.ai', '.gitignore');
  const found = readIfThere(file)?.toString('utf8');
  const lines = found?.split(/\r?\n/) ?? [];
  if (lines.includes('/data/')) return;
  const missing = found === undefined && !tracked.includes('.ai/.gitignore') ? '/data/\n/.gitignore\n' : '/data/\n';
  const before = found === undefined || found === '' || found.endsWith('\n') ? (found ?? '') : `${found}\n`;
  replaceFile(file, before + missing, { durable: false });
}

/** Made beside its place and then moved there, so that nobody ever meets half a repository. */
async function makeRepository({ gitDir, objectFormat }: StatePlace, at: string, probe: Probe): Promise<void> {
  await makeBeside(gitDir, objectFormat, async (temp) => {
    await commitNothing(temp, at);
    probe('state-make-before');
    renameSync(temp, gitDir);
    syncFolder(dirname(gitDir));
    probe('state-make-after');
  });
}

/** Puts back what a state repository lacks to be one: nothing that is there is touched, a HEAD that names nothing aside. */
export async function completeRepository({ gitDir, objectFormat }: StatePlace, at: string): Promise<void> {
  await makeBeside(gitDir, objectFormat, async (temp) => {
    const head = join(gitDir, 'HEAD');
    if (!readIfThere(head)?.toString('utf8').startsWith('ref: refs/')) removeFile(head);
    cpSync(temp, gitDir, { recursive: true, force: false });
    rmSync(temp, { recursive: true });
  });
  if ((await branchHead(gitDir, DATA_BRANCH)) === undefined) await commitNothing(gitDir, at);
}

async function makeBeside(gitDir: string, objectFormat: string, use: (temp: string) => Promise<void>): Promise<void> {
  const parent = dirname(gitDir);
  makeFolder(parent);
  const temp = mkdtempSync(join(parent, TEMP_PREFIX));
  try {
    // A template could bring hooks; another ref format would be the user's default for their own repositories.
    const init = ['init', '--quiet', '--bare', '--template=', '--shared=0600', '--initial-branch=main'];
    await runGit({ cwd: temp }, [...init, `--object-format=${objectFormat}`, '.'], {
      config: ['init.defaultRefFormat=files'],
    });
    const config = STATE_CONFIG.map(([name, value]) => toConfigText(name, value)).join('');
    writeFileSync(join(temp, 'config'), readFileSync(join(temp, 'config'), 'utf8') + config, { mode: FILE_MODE });
    makeFolder(join(temp, 'info'));
    replaceFile(join(temp, 'info', 'exclude'), `/runs/\n${TEMP_PREFIX}*\n`, { durable: true });
    // Content is kept byte for byte: no filter, no other line ends.
    replaceFile(join(temp, 'info', 'attributes'), '* -text -filter -ident -working-tree-encoding\n', { durable: true });
    await use(temp);
  } catch (error) {
    rmSync(temp, { recursive: true, force: true });
    if (!hasErrno(error, 'ENOTEMPTY') && !hasErrno(error, 'EEXIST')) throw error;
  }
}

/** An empty first commit: a HEAD that points nowhere makes `git log` fail and `git fsck` complain. */
export async function commitNothing(gitDir: string, at: string): Promise<void> {
  const importer = new FastImport(gitDir);
  try {
    const message = 'State of the runs in this project\n';
    const ref = `refs/heads/${DATA_BRANCH}`;
    await importer.write(encodeCommit({ ref, author: identityLine(RYE), at, message, files: [] }));
    await importer.finish();
  } finally {
    await importer.abandon();
  }
}

function toConfigText(name: string, value: string): string {
  const [section = '', key = ''] = name.split('.');
  return `[${section}]\n\t${key} = ${value}\n`;
}

/** Points `.ai/data/.git` at the git directory, by a relative path so that the project can be moved. */
function tie({ dataRoot, gitDir }: StatePlace): boolean {
  const file = join(dataRoot, '.git');
  const text = `gitdir: ${relative(dataRoot, gitDir)}\n`;
  if (existsSync(file) && !statSync(file).isFile()) return false;
  if (readIfThere(file)?.toString('utf8') === text) return false;
  replaceFile(file, text, { durable: true });
  return true;
}
