import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { git, tempRepository, writeFiles } from './rye.ts';

/** Every hook that git may run on this machine when something is written. @see Source: githooks(5) */
const HOOKS = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-merge-commit',
  'post-merge',
  'post-checkout',
  'post-index-change',
  'pre-push',
  'pre-rebase',
  'post-rewrite',
  'pre-auto-gc',
  'reference-transaction',
];

/**
 * A repository in which everything that rye might touch by mistake fails or leaves a trace: failing hooks of every kind,
 * a failing signer, a filter like that of LFS, `autocrlf`, and staged, unstaged, untracked and stashed changes at once.
 * @param write Puts more files into its first commit.
 */
export function hostileRepository(write: (project: string) => void): string {
  const project = tempRepository({
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    '.gitignore': '*.log\n',
    '.gitattributes': '*.bin filter=large\n*.md filter=large\n*.jsonl filter=large\n',
    'blob.bin': 'version 1\n',
  });
  write(project);
  git(project, 'tag', 'v1');
  git(project, 'branch', 'other');
  git(project, 'config', 'core.autocrlf', 'true');
  git(project, 'config', 'commit.gpgSign', 'true');
  git(project, 'config', 'tag.gpgSign', 'true');
  git(project, 'config', 'gpg.program', '/bin/false');
  for (const hook of HOOKS) {
    writeFiles(project, {
      [`.git/hooks/${hook}`]: '#!/bin/sh\necho hook ran >> "$(git rev-parse --git-dir)/hook-ran"\nexit 1\n',
    });
    chmodSync(join(project, `.git/hooks/${hook}`), 0o755);
  }
  writeFiles(project, { 'b.txt': 'changed\n', 'staged.txt': 'staged\n', 'untracked.txt': 'untracked\n' });
  git(project, '-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', 'stash', 'push', '--quiet', 'b.txt');
  writeFiles(project, { 'b.txt': 'changed again\n' });
  git(project, '-c', 'core.hooksPath=/dev/null', 'add', 'staged.txt');
  // Git runs it wherever a file of that kind is added; a clean one is not looked at again.
  git(project, 'config', 'filter.large.clean', 'sh -c "echo ran >> .git/filter-ran; exit 1"');
  git(project, 'config', 'filter.large.required', 'true');
  return project;
}

/** What keeps our own look at it from running its hooks and filters. */
const QUIET = ['core.hooksPath=/dev/null', 'filter.large.clean=cat', 'filter.large.required=false'].flatMap(
  (setting) => ['-c', setting],
);

/** Hashes of everything that is the user's: git's files but rye's own folder, and the tree but `.ai/data`. */
export function fingerprint(project: string): Record<string, string> {
  const prints: Record<string, string> = {
    status: git(project, ...QUIET, 'status', '--porcelain=v2', '--branch'),
  };
  for (const file of filesBelow(project)) {
    if (file.startsWith('.git/rye/') || file.startsWith('.ai/data/') || file === '.ai/.gitignore') continue;
    prints[file] = createHash('sha256')
      .update(readFileSync(join(project, file)))
      .digest('hex');
  }
  return prints;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}
